#include <document/undo_tree.h>

#include <algorithm>

namespace tarn::studio {

UndoTree::UndoTree(DocumentState first, std::size_t budget)
    : m_budget(budget)
{
    Node& root = m_nodes[m_root];
    root.state = std::move(first);
    root.when = QDateTime::currentDateTime();
}

void UndoTree::add(const QString& text, DocumentState state, const QString& mergeKey)
{
    Node& before = m_nodes.at(m_current);
    const QDateTime now = QDateTime::currentDateTime();
    const bool merges = !mergeKey.isEmpty() && mergeKey == m_mergeKey && before.parent != 0
        && before.children.empty() && before.when.msecsTo(now) < mergeTime;
    m_mergeKey = mergeKey;
    const int id = merges ? m_current : ++m_last;
    const int parent = merges ? before.parent : m_current;
    Node& node = m_nodes[id];
    node.parent = parent;
    node.text = text;
    node.when = now;
    node.state = std::move(state);
    node.cost = node.state.bytesBeside(m_nodes.at(parent).state);
    if (!merges)
        before.children.push_back(id);
    m_nodes.at(parent).favourite = id;
    m_current = id;
    shrink();
}

void UndoTree::amend(DocumentState state) { m_nodes.at(m_current).state = std::move(state); }

void UndoTree::undo()
{
    if (canUndo())
        goTo(m_nodes.at(m_current).parent);
}

void UndoTree::redo()
{
    if (canRedo())
        goTo(m_nodes.at(m_current).favourite);
}

void UndoTree::goTo(int id)
{
    if (!m_nodes.contains(id))
        return;
    seal();
    m_current = id;
    for (int child = id, parent = m_nodes.at(id).parent; parent != 0;
         child = parent, parent = m_nodes.at(parent).parent)
        m_nodes.at(parent).favourite = child;
}

std::size_t UndoTree::bytes() const
{
    std::size_t sum = m_nodes.at(m_root).state.bytes();
    for (const auto& [id, node] : m_nodes)
        sum += id == m_root ? 0 : node.cost;
    return sum;
}

/// The leaf that was left longest ago; 0 when the current state is the only one.
int UndoTree::oldestLeaf() const
{
    for (const auto& [id, node] : m_nodes)
        if (id != m_current && id != m_root && node.children.empty())
            return id;
    return 0;
}

void UndoTree::forget(int leaf)
{
    Node& parent = m_nodes.at(m_nodes.at(leaf).parent);
    std::erase(parent.children, leaf);
    if (parent.favourite == leaf)
        parent.favourite = parent.children.empty() ? 0 : parent.children.back();
    m_nodes.erase(leaf);
}

void UndoTree::shrink()
{
    while (m_nodes.size() > 1 && bytes() > m_budget) {
        const bool isSinglePath = m_nodes.at(m_root).children.size() == 1 && m_root != m_current;
        // An abandoned branch goes before the past of the present.
        if (const int leaf = oldestLeaf(); leaf != 0) {
            forget(leaf);
        } else if (isSinglePath) {
            const int child = m_nodes.at(m_root).children.front();
            m_nodes.erase(m_root);
            m_root = child;
            m_nodes.at(child).parent = 0;
        } else {
            return;
        }
    }
}

} // namespace tarn::studio
