#pragma once

#include "file_actions.h"

#include <document/candidates.h>

#include <QTabBar>

namespace tarn::studio {

/// The open documents. One of them is worked on; the others are set aside with their undo trees, candidates and
/// recovery copies. With one document the bar is not seen.
class DocumentTabs : public QTabBar {
    Q_OBJECT

public:
    DocumentTabs(
        Document* document, Candidates* candidates, Autosave* autosave, FileActions* files, QWidget* window);
    ~DocumentTabs() override;

    /// A blank document becomes the one that is worked on.
    void addDocument();
    void step(int by);
    /// Asks first where work would be lost.
    void closeDocument(int place);
    /// `then` follows when each was saved or given up.
    void closeAll(const std::function<void()>& then);
    bool isAnyModified() const;
    QStringList titles() const;

Q_SIGNALS:
    void leaving(); ///< the shown document is about to be set aside
    void left(); ///< another document is worked on now

private:
    struct Set {
        Document::Shelved document;
        std::shared_ptr<Candidates::Shelved> candidates = std::make_shared<Candidates::Shelved>();
        Autosave::Place recovery;
        std::unique_ptr<QLockFile> lock;
    };

    void show(int place);
    void exchangeWith(Set& other);
    void refresh();
    void take(int place);

    Document* m_document;
    Candidates* m_candidates;
    Autosave* m_autosave;
    FileActions* m_files;
    std::vector<std::unique_ptr<Set>> m_sets; ///< that of the shown document is empty
    int m_shown = 0;
};

} // namespace tarn::studio
