#include "document_tabs.h"

#include <algorithm>

namespace tarn::studio {

DocumentTabs::DocumentTabs(
    Document* document, Candidates* candidates, Autosave* autosave, FileActions* files, QWidget* window)
    : QTabBar(window)
    , m_document(document)
    , m_candidates(candidates)
    , m_autosave(autosave)
    , m_files(files)
{
    setDocumentMode(true);
    setTabsClosable(true);
    setExpanding(false);
    setDrawBase(false);
    setElideMode(Qt::ElideMiddle);
    setFocusPolicy(Qt::TabFocus);
    setAutoHide(true);
    setAccessibleName(tr("Open documents"));
    m_sets.push_back(std::make_unique<Set>());
    addTab(document->title());
    connect(this, &QTabBar::currentChanged, this, &DocumentTabs::show);
    connect(this, &QTabBar::tabCloseRequested, this, &DocumentTabs::closeDocument);
    connect(document, &Document::fileChanged, this, &DocumentTabs::refresh);
    connect(document, &Document::modifiedChanged, this, &DocumentTabs::refresh);
    connect(files, &FileActions::roomWanted, this, &DocumentTabs::addDocument);
}

DocumentTabs::~DocumentTabs()
{
    const QSignalBlocker quiet(this);
    for (std::unique_ptr<Set>& each : m_sets)
        if (!each->recovery.id.isEmpty())
            m_autosave->leave(each->recovery, each->document.isModified());
}

bool DocumentTabs::isAnyModified() const
{
    return m_document->isModified() || std::ranges::any_of(m_sets, [this](const std::unique_ptr<Set>& each) {
        return each != m_sets[std::size_t(m_shown)] && each->document.isModified();
    });
}

void DocumentTabs::refresh()
{
    setTabText(m_shown, m_document->title().replace('&', "&&") + (m_document->isModified() ? " •" : ""));
    setTabToolTip(m_shown, m_document->file().toHtmlEscaped());
}

QStringList DocumentTabs::titles() const
{
    QStringList all;
    for (int i = 0; i < count(); ++i)
        all << tabText(i);
    return all;
}

void DocumentTabs::exchangeWith(Set& other)
{
    m_autosave->exchange(other.recovery); // first, as it still writes what is shown
    m_files->exchangeLock(other.lock);
    m_candidates->exchange(other.candidates);
    m_document->exchange(other.document);
}

void DocumentTabs::show(int place)
{
    if (place == m_shown || place < 0 || place >= int(m_sets.size()))
        return;
    Q_EMIT leaving();
    Set& target = *m_sets[std::size_t(place)];
    const int from = std::exchange(m_shown, place); // what changes now is said of the new one
    exchangeWith(target);
    std::swap(m_sets[std::size_t(place)], m_sets[std::size_t(from)]);
    refresh();
    Q_EMIT left();
}

void DocumentTabs::addDocument()
{
    auto set = std::make_unique<Set>();
    DocumentState state = blankDocument({512, 512});
    state.draft = m_document->committed().draft;
    set->document = Document::Shelved(std::move(state));
    set->recovery = m_autosave->makePlace();
    m_sets.push_back(std::move(set));
    setCurrentIndex(addTab(m_document->title()));
}

void DocumentTabs::step(int by) { setCurrentIndex((m_shown + by + count()) % count()); }

void DocumentTabs::take(int place)
{
    if (m_sets.size() == 1) { // a window without a document would be of no use
        m_candidates->clear();
        return m_files->clear();
    }
    if (place == m_shown)
        setCurrentIndex(place > 0 ? place - 1 : 1);
    m_autosave->leave(m_sets[std::size_t(place)]->recovery, false);
    m_sets.erase(m_sets.begin() + place);
    m_shown -= place < m_shown;
    const QSignalBlocker quiet(this);
    removeTab(place);
    setCurrentIndex(m_shown);
}

void DocumentTabs::closeDocument(int place)
{
    setCurrentIndex(place); // what is asked about is seen
    m_files->leave([this, place] { take(place); });
}

void DocumentTabs::closeAll(const std::function<void()>& then)
{
    for (int place = 0; place < count(); ++place) {
        const bool modified =
            place == m_shown ? m_document->isModified() : m_sets[std::size_t(place)]->document.isModified();
        if (!modified)
            continue;
        setCurrentIndex(place);
        return m_files->leave([this, then] { closeAll(then); });
    }
    then();
}

} // namespace tarn::studio
