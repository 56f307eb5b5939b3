#include <document/recovery.h>

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <algorithm>

namespace tarn::studio {
namespace {

Recovered readNote(const QString& id, const QString& data, const QString& note)
{
    QFile file(note);
    QJsonObject object;
    if (file.open(QIODevice::ReadOnly) && file.size() < 1000000)
        object = QJsonDocument::fromJson(file.readAll()).object();
    return {id, data, object["file"].toString(), object["title"].toString(), QFileInfo(data).lastModified()};
}

} // namespace

RecoveryFolder::RecoveryFolder(QString path)
    : m_path(std::move(path))
{
    QDir().mkpath(declinedPath());
}

QString RecoveryFolder::standardPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + "/recovery";
}

std::vector<Recovered> RecoveryFolder::orphans() const
{
    const QDateTime oldest = QDateTime::currentDateTime().addDays(-daysKept);
    for (const QFileInfo& old : QDir(declinedPath()).entryInfoList(QDir::Files))
        if (old.lastModified() < oldest) // when it was declined
            QFile::remove(old.filePath());
    std::vector<Recovered> found;
    for (const QFileInfo& data : QDir(m_path).entryInfoList({"*.ora"}, QDir::Files)) {
        const QString id = data.completeBaseName();
        QLockFile lock(lockFile(id));
        lock.setStaleLockTime(0);
        if (lock.tryLock(0))
            found.push_back(readNote(id, data.filePath(), noteFile(id)));
    }
    std::ranges::sort(found, std::greater{}, &Recovered::when);
    return found;
}

void RecoveryFolder::decline(const QString& id) const
{
    for (const QString& file : {dataFile(id), noteFile(id)}) {
        const QString kept = declinedPath() + '/' + QFileInfo(file).fileName();
        QFile moved(kept);
        if (QFile::rename(file, kept) && moved.open(QIODevice::ReadWrite))
            moved.setFileTime(QDateTime::currentDateTime(), QFileDevice::FileModificationTime); // the week begins
    }
    QFile::remove(lockFile(id));
}

void RecoveryFolder::remove(const QString& id) const
{
    for (const QString& file : {dataFile(id), noteFile(id), lockFile(id)})
        QFile::remove(file);
}

} // namespace tarn::studio
