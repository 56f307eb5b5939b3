#pragma once

#include <document/document_state.h>

#include <QDateTime>
#include <map>

namespace tarn::studio {

/// Every state that a document was in, as a tree: an edit after an undo starts a branch instead of forgetting what
/// was undone. Bounded in memory: the states that were left longest ago go first, those on the way from the oldest
/// to the present last.
class UndoTree {
public:
    struct Node {
        int parent = 0; ///< 0: the oldest that is kept
        std::vector<int> children; ///< oldest first
        int favourite = 0; ///< the child that redo goes to
        QString text; ///< what was done, "Brush"
        QDateTime when;
        DocumentState state;
        std::size_t cost = 0; ///< bytes that it does not share with its parent
    };

    explicit UndoTree(DocumentState first, std::size_t budget = std::size_t(1) << 30);

    int current() const { return m_current; }
    const Node& node(int id) const { return m_nodes.at(id); }
    const std::map<int, Node>& nodes() const { return m_nodes; }
    const DocumentState& state() const { return m_nodes.at(m_current).state; }

    /// A new state after the current one. With the `mergeKey` of the edit before, and within `mergeTime`, it
    /// replaces that one's, so that typing a word is one step.
    void add(const QString& text, DocumentState state, const QString& mergeKey = {});
    /// Changes the current state without a step: what undo is not to go back over.
    void amend(DocumentState state);
    /// Ends merging: the next edit is a step of its own.
    void seal() { m_mergeKey.clear(); }

    bool canUndo() const { return m_nodes.at(m_current).parent != 0; }
    bool canRedo() const { return m_nodes.at(m_current).favourite != 0; }
    void undo();
    void redo();
    /// To any state of the tree.
    void goTo(int id);

    std::size_t bytes() const;

private:
    static constexpr qint64 mergeTime = 2000; ///< milliseconds
    void shrink();
    int oldestLeaf() const;
    void forget(int leaf);

    std::map<int, Node> m_nodes;
    int m_root = 1;
    int m_current = 1;
    int m_last = 1;
    std::size_t m_budget;
    QString m_mergeKey;
};

} // namespace tarn::studio
