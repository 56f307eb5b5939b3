#pragma once

#include <document/drawing.h>
#include <library/history_entry.h>
#include <protocol/generate_request.h>

#include <QImage>
#include <QObject>
#include <QThread>
#include <memory>

namespace tarn::studio {

class HistoryDatabase;

/// Every picture that was drawn, as a PNG in a folder and a row in a database beside it. First the file is synced,
/// then the row; a file without a row, as a power cut leaves it, is adopted at the next start. Works on its own
/// thread.
class HistoryStore : public QObject {
    Q_OBJECT

public:
    explicit HistoryStore(const QString& folder, QObject* parent = nullptr);
    /// Waits for what is being written.
    ~HistoryStore() override;

    /// The user's own.
    static QString standardFolder();
    QString fileOf(const HistoryEntry& entry) const { return m_folder + '/' + entry.file; }

    /// Answered by `loaded`.
    void load();
    /// Answered by `kept`, and by `added` when file, folder and row are on the disk.
    void add(const GenerateRequest& request, const QImage& picture, const QString& ticket = {},
        const DrawingInputs& inputs = {});
    /// What a picture was drawn from; `then` is called on this object's thread.
    void askInputs(const HistoryEntry& entry, std::function<void(const DrawingInputs&)> then);
    void setStarred(qint64 id, bool starred);
    /// The row and the file.
    void remove(const HistoryEntry& entry);

Q_SIGNALS:
    void loaded(const std::vector<tarn::studio::HistoryEntry>& entries); ///< newest first
    void added(const tarn::studio::HistoryEntry& entry);
    /// For each `add` once; false where it could not be written, which `failed` explains.
    void kept(const QString& ticket, bool isSafe);
    void failed(const QString& sentence);

private:
    void run(std::function<void(HistoryDatabase&)> work);
    HistoryDatabase& database();
    HistoryEntry write(const GenerateRequest& request, const QImage& picture, const DrawingInputs& inputs);
    void adopt(HistoryDatabase& database);

    QString m_folder;
    QThread m_thread;
    QObject* m_worker;
    std::unique_ptr<HistoryDatabase> m_database; ///< of m_thread
};

} // namespace tarn::studio

Q_DECLARE_METATYPE(tarn::studio::HistoryEntry)
Q_DECLARE_METATYPE(std::vector<tarn::studio::HistoryEntry>)
