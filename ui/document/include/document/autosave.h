#pragma once

#include <document/background.h>
#include <document/document.h>
#include <document/recovery.h>

#include <QTimer>

namespace tarn::studio {

/// Keeps a copy of one document in the recovery folder, written off the window's thread within a minute of a
/// change.
class Autosave : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::seconds usualDelay{20}; ///< after the first change

    Autosave(Document* document, const QString& folder, std::chrono::milliseconds delay = usualDelay,
        QObject* parent = nullptr);
    /// Deletes the copy when there is nothing left to be saved: the end was clean.
    ~Autosave() override;

    QString id() const { return m_place.id; }
    bool isSaving() const { return m_saving; }

    /// Where the copies of one document are kept.
    struct Place {
        QString id; ///< empty: none
        std::unique_ptr<QLockFile> lock;
    };
    Place makePlace() const;
    /// The document that is shown is what an earlier session left as `id`: its copy is this document's from now
    /// on.
    void adopt(const QString& id);
    /// What was shown so far is saved, if it changed; from now on the document is the one of `other`.
    void exchange(Place& other);
    /// A document that is not shown is closed; a copy of one that is `modified` stays.
    void leave(Place& place, bool modified);

Q_SIGNALS:
    void saved();
    void failed(const QString& sentence);

private:
    Place lockedPlace(const QString& id) const;
    void changed();
    void save();
    void write(std::function<void(const Outcome<bool>&)> then);

    Document* m_document;
    RecoveryFolder m_folder;
    Place m_place;
    QThreadPool m_writer; ///< of one thread, so that no copy overtakes another
    QTimer m_timer;
    bool m_saving = false;
    bool m_again = false;
};

} // namespace tarn::studio
