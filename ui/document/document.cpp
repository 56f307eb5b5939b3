#include <document/document.h>

#include <QFileInfo>
#include <algorithm>

namespace tarn::studio {
namespace {

/// Whether both look the same but for their pixels.
bool samePlace(const Layer& one, const Layer& two)
{
    return one.id == two.id && one.opacity == two.opacity && one.mode == two.mode && one.visible == two.visible
        && one.parent == two.parent && one.isGroup == two.isGroup;
}

bool sameList(const DocumentState& one, const DocumentState& two)
{
    return std::ranges::equal(one.layers, two.layers, samePlace);
}

bool sameGuides(const DocumentState& one, const DocumentState& two, bool (*same)(const Layer&, const Layer&))
{
    const auto sameOne = [same](const std::optional<Layer>& a, const std::optional<Layer>& b) {
        return a && b ? same(*a, *b) : a.has_value() == b.has_value();
    };
    return sameOne(one.sketch, two.sketch) && sameOne(one.depth, two.depth);
}

bool sameToTheEye(const Layer& a, const Layer& b)
{
    return samePlace(a, b) && a.name == b.name && a.locked == b.locked
        && a.drawn.has_value() == b.drawn.has_value();
}

bool sameProperties(const DocumentState& one, const DocumentState& two)
{
    return one.active == two.active && std::ranges::equal(one.layers, two.layers, sameToTheEye)
        && sameGuides(one, two, sameToTheEye);
}

QRegion changedPixels(const DocumentState& before, const DocumentState& after)
{
    if (before.size != after.size || !sameList(before, after) || !sameGuides(before, after, samePlace))
        return before.area() | after.area();
    QRegion region;
    for (std::size_t i = 0; i < after.layers.size(); ++i)
        region += after.layers[i].pixels.changedFrom(before.layers[i].pixels);
    if (after.sketch)
        region += after.sketch->pixels.changedFrom(before.sketch->pixels);
    if (after.depth)
        region += after.depth->pixels.changedFrom(before.depth->pixels);
    return region;
}

} // namespace

Document::Document(DocumentState state, QObject* parent)
    : QObject(parent)
    , m_history(state)
    , m_shown(std::move(state))
    , m_savedNode(m_history.current())
{
}

void Document::show(const DocumentState& state)
{
    const DocumentState before = std::exchange(m_shown, state);
    const QRegion pixels = changedPixels(before, m_shown);
    const bool properties = !sameProperties(before, m_shown);
    if (before.size != m_shown.size)
        Q_EMIT sizeChanged(m_shown.size);
    if (!pixels.isEmpty())
        Q_EMIT pixelsChanged(pixels);
    if (const QRegion mask = m_shown.mask.changedFrom(before.mask); !mask.isEmpty())
        Q_EMIT maskChanged(mask);
    if (m_shown.selection != before.selection)
        Q_EMIT selectionChanged();
    if (properties)
        Q_EMIT layersChanged();
    if (before.frame != m_shown.frame)
        Q_EMIT frameChanged(m_shown.frame);
    if (before.draft != m_shown.draft)
        Q_EMIT draftChanged();
}

void Document::reset(DocumentState state, const QString& file, bool readOnly)
{
    const bool modified = isModified();
    m_history = UndoTree(state);
    m_savedNode = m_history.current();
    show(state);
    setFile(file, readOnly);
    Q_EMIT historyChanged();
    if (modified)
        Q_EMIT modifiedChanged(false);
    Q_EMIT replaced();
}

void Document::exchange(Shelved& other)
{
    const bool modified = isModified();
    std::swap(m_history, other.history);
    std::swap(m_savedNode, other.savedNode);
    const QString file = std::exchange(other.file, m_file);
    const bool readOnly = std::exchange(other.readOnly, m_readOnly);
    show(committed());
    setFile(file, readOnly);
    Q_EMIT historyChanged();
    if (modified != isModified())
        Q_EMIT modifiedChanged(isModified());
    Q_EMIT replaced();
}

void Document::follow(const std::function<void()>& change)
{
    const bool modified = isModified();
    change();
    show(committed());
    Q_EMIT historyChanged();
    if (modified != isModified())
        Q_EMIT modifiedChanged(isModified());
}

void Document::commit(const QString& text, DocumentState state, const QString& mergeKey)
{
    if (state == committed())
        return revert();
    follow(
        [&] { m_history.add(text, std::move(state), m_history.current() == m_savedNode ? QString() : mergeKey); });
}

void Document::edit(
    const QString& text, const std::function<void(DocumentState&)>& change, const QString& mergeKey)
{
    DocumentState state = committed();
    change(state);
    commit(text, std::move(state), mergeKey);
}

void Document::amendDraft(const std::function<void(Draft&)>& change)
{
    DocumentState state = committed();
    change(state.draft);
    m_history.amend(state);
    show(state);
}

void Document::undo()
{
    follow([this] { m_history.undo(); });
}

void Document::redo()
{
    follow([this] { m_history.redo(); });
}

void Document::goTo(int node)
{
    follow([&] { m_history.goTo(node); });
}

void Document::setSaved(int node)
{
    const bool modified = isModified();
    m_savedNode = node;
    m_history.seal();
    if (modified != isModified())
        Q_EMIT modifiedChanged(isModified());
}

void Document::setFile(const QString& file, bool readOnly)
{
    if (file == m_file && readOnly == m_readOnly)
        return;
    m_file = file;
    m_readOnly = readOnly;
    Q_EMIT fileChanged();
}

QString Document::title() const
{
    if (m_file.isEmpty())
        return tr("Untitled");
    const QString name = QFileInfo(m_file).fileName();
    return m_readOnly ? tr("%1 (read-only)").arg(name) : name;
}

} // namespace tarn::studio
