#pragma once

#include <QDateTime>
#include <QLockFile>
#include <QString>
#include <memory>
#include <vector>

namespace tarn::studio {

/// Work that a session left behind when it ended without saving.
struct Recovered {
    QString id;
    QString data; ///< an OpenRaster file
    QString file; ///< that it was a version of; empty: it was never saved
    QString title;
    QDateTime when;
};

/// The folder with the copies that are made while one works, one per document, each under the lock of its session.
class RecoveryFolder {
public:
    static constexpr int daysKept = 7; ///< of work that was declined

    explicit RecoveryFolder(QString path);

    /// The user's own.
    static QString standardPath();

    /// Work whose session is gone, newest first. Also deletes what was declined long ago.
    std::vector<Recovered> orphans() const;
    /// "No": it is kept apart for a week.
    void decline(const QString& id) const;
    /// After it was opened or saved.
    void remove(const QString& id) const;

    QString dataFile(const QString& id) const { return m_path + '/' + id + ".ora"; }
    QString noteFile(const QString& id) const { return m_path + '/' + id + ".json"; }
    QString lockFile(const QString& id) const { return m_path + '/' + id + ".lock"; }

private:
    QString declinedPath() const { return m_path + "/declined"; }

    QString m_path;
};

} // namespace tarn::studio
