#pragma once

#include <document/autosave.h>
#include <document/document.h>
#include <look/notice_bar.h>

#include <QLockFile>
#include <QWidget>
#include <memory>

namespace tarn::studio {

/// New, open, save, export. Files are read and written off the window's thread; what goes wrong is said in a bar.
class FileActions : public QObject {
    Q_OBJECT

public:
    FileActions(Document* document, NoticeBar* notice, QWidget* window);

    void newDocument(QSize size);
    void open();
    /// What the first start shows, in the place of a document that nothing was done to.
    void openExample();
    void openFile(const QString& file);
    /// Opens what an earlier session left behind in `data`; it counts as a change of `file`.
    void recover(const QString& file, const QString& data, const std::function<void()>& then);
    /// Opens what is whole of a damaged document, as a new one.
    void salvage(const QString& file);
    /// Puts a picture file onto a new layer in the middle of the frame.
    void placeFile(const QString& file);
    /// Puts the layers of `placed` above the active one, in the middle of the frame.
    void placeState(const DocumentState& placed);
    /// A blank document in the place of the one that is open, without asking.
    void clear();
    /// The lock on the file changes places with that of another document.
    void exchangeLock(std::unique_ptr<QLockFile>& other) { std::swap(m_lock, other); }
    void save(const std::function<void()>& then = {});
    void saveAs(const std::function<void()>& then = {});
    void exportPicture();
    void openDocument(const DocumentState& state); ///< that is in no file
    bool isSaving() const { return m_saving; }

    /// Asks, where there is unsaved work, whether to save it first; `then` follows unless the user stays.
    void leave(const std::function<void()>& then);

Q_SIGNALS:
    /// A document is to be opened beside the present one.
    void roomWanted();

private:
    void makeRoom();
    void saveTo(const QString& file, const std::function<void()>& then);

    Document* m_document;
    NoticeBar* m_notice;
    QWidget* m_window;
    /// Takes the file for this window; false when another has it.
    bool claim(const QString& file);

    bool m_saving = false;
    std::unique_ptr<QLockFile> m_lock; ///< on the document's file
};

} // namespace tarn::studio
