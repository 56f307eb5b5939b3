#include "queue_folder.h"

#include <base/durable_file.h>
#include <base/error.h>
#include <base/sha256.h>

#include <QBuffer>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr int currentFormat = 1;
constexpr qint64 largestEntry = 4 << 20; ///< bytes
constexpr qint64 largestPicture = qint64(1) << 30;

using Bytes = std::vector<std::byte>;

void writeWhole(const QString& file, std::span<const std::byte> bytes)
{
    DurableFile target(QFile::encodeName(file).toStdString());
    target.write(bytes);
    target.commit();
}

QByteArray readWhole(const QString& name, qint64 most)
{
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly) || file.size() > most)
        throw StudioError("\"" + name.toStdString() + "\" cannot be read; the job is left out.");
    return file.readAll();
}

/// Format_Alpha8 as the grey picture that PNG can hold.
QByteArray greyPng(const QImage& mask)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const QImage grey(
        mask.constBits(), mask.width(), mask.height(), mask.bytesPerLine(), QImage::Format_Grayscale8);
    grey.save(&buffer, "PNG");
    return bytes;
}

QImage maskFrom(const QByteArray& png)
{
    QImage grey;
    if (!grey.loadFromData(png, "PNG"))
        throw StudioError("A mask of the queue is damaged; the job is left out.");
    grey.convertTo(QImage::Format_Grayscale8);
    return QImage(grey.constBits(), grey.width(), grey.height(), grey.bytesPerLine(), QImage::Format_Alpha8)
        .copy();
}

Mode modeNamed(const QString& name)
{
    for (const Mode mode : everyMode)
        if (name == QLatin1String(nameOf(mode)))
            return mode;
    return Mode::textToImage;
}

/// Under the name of its content, which is the same for many drawings of one picture.
QString keep(const QString& folder, std::span<const std::byte> bytes)
{
    const QString name = QString::fromStdString(sha256(bytes));
    if (const QString file = folder + '/' + name + ".png"; !QFile::exists(file))
        writeWhole(file, bytes);
    return name;
}

QByteArray kept(const QString& folder, const QString& name)
{
    const QByteArray bytes = readWhole(folder + '/' + QFileInfo(name).fileName() + ".png", largestPicture);
    if (sha256(std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size())))) != name.toStdString())
        throw StudioError("A picture of the queue is damaged; the job is left out.");
    return bytes;
}

QueuedJob readJob(const QString& folder, const QString& file, QSet<QString>& used)
{
    const QJsonObject all = QJsonDocument::fromJson(readWhole(file, largestEntry)).object();
    if (all["format"].toInt() != currentFormat)
        throw StudioError("\"" + file.toStdString() + "\" is damaged or of a newer version; it is left out.");
    QueuedJob job;
    job.id = QFileInfo(file).completeBaseName().toStdString();
    job.state = QueuedJob::State::left;
    const QJsonArray frame = all["frame"].toArray();
    job.drawing.frame = {frame.at(0).toInt(), frame.at(1).toInt(), frame.at(2).toInt(), frame.at(3).toInt()};
    if (job.drawing.frame.width() < 1 || job.drawing.frame.height() < 1 || job.drawing.frame.width() > 16384
        || job.drawing.frame.height() > 16384)
        throw StudioError("\"" + file.toStdString() + "\" is damaged; it is left out.");
    job.drawing.mode = modeNamed(all["mode"].toString());
    job.drawing.replaces = all["replaces"].toInt();
    if (const QString from = all["fromJob"].toString(); isJobId(from.toStdString()))
        job.drawing.from = BranchPoint{from.toStdString(), std::max(0, all["fromStep"].toInt())};
    job.drawing.request = requestFromJson(all["request"].toString().toStdString());
    for (const QJsonValue& each : all["files"].toArray()) {
        const QByteArray bytes = kept(folder, each.toString());
        const auto* first = reinterpret_cast<const std::byte*>(bytes.constData());
        job.drawing.files.emplace_back(first, first + bytes.size());
        used.insert(each.toString());
    }
    if (const QString paste = all["paste"].toString(); !paste.isEmpty()) {
        job.drawing.paste = maskFrom(kept(folder, paste));
        used.insert(paste);
    }
    return job;
}

} // namespace

void QueueFolder::save(const JobId& job, const Drawing& drawing) const
{
    QDir().mkpath(m_path);
    QJsonArray files;
    for (const Bytes& bytes : drawing.files)
        files.append(keep(m_path, bytes));
    QString paste;
    if (!drawing.paste.isNull()) {
        const QByteArray png = greyPng(drawing.paste);
        paste = keep(m_path, std::as_bytes(std::span(png.constData(), std::size_t(png.size()))));
    }
    const QRect& frame = drawing.frame;
    QJsonObject all{{"format", currentFormat}, {"mode", nameOf(drawing.mode)},
        {"frame", QJsonArray{frame.x(), frame.y(), frame.width(), frame.height()}},
        {"request", QString::fromStdString(toJson(drawing.request))}, {"files", files}, {"paste", paste},
        {"replaces", drawing.replaces}};
    if (drawing.from) {
        all["fromJob"] = QString::fromStdString(drawing.from->job);
        all["fromStep"] = drawing.from->step;
    }
    const QByteArray json = QJsonDocument(all).toJson();
    writeWhole(entry(job), std::as_bytes(std::span(json.constData(), std::size_t(json.size()))));
}

void QueueFolder::saveOrder(const std::vector<JobId>& jobs) const
{
    QJsonArray all;
    for (const JobId& job : jobs)
        all.append(QString::fromStdString(job));
    const QByteArray json = QJsonDocument(all).toJson();
    QDir().mkpath(m_path);
    writeWhole(m_path + "/order.json", std::as_bytes(std::span(json.constData(), std::size_t(json.size()))));
}

void QueueFolder::remove(const JobId& job) const { QFile::remove(entry(job)); }

std::vector<QueuedJob> QueueFolder::load() const
{
    std::vector<QueuedJob> jobs;
    QSet<QString> used;
    const QDir folder(m_path);
    for (const QFileInfo& file : folder.entryInfoList({"*.json"}, QDir::Files, QDir::Time | QDir::Reversed)) {
        if (file.fileName() == "order.json")
            continue;
        try {
            jobs.push_back(readJob(m_path, file.filePath(), used));
        } catch (const StudioError&) {
            QFile::remove(file.filePath() + ".broken");
            QFile::rename(file.filePath(), file.filePath() + ".broken");
        }
    }
    for (const QFileInfo& picture : folder.entryInfoList({"*.png"}, QDir::Files))
        if (!used.contains(picture.completeBaseName()))
            QFile::remove(picture.filePath());
    QFile order(m_path + "/order.json");
    QHash<QString, int> places;
    if (order.open(QIODevice::ReadOnly) && order.size() < largestEntry)
        for (const QJsonValue& each : QJsonDocument::fromJson(order.readAll()).array())
            places.insert(each.toString(), int(places.size()));
    std::ranges::stable_sort(jobs, {}, [&](const QueuedJob& job) {
        return places.value(QString::fromStdString(job.id), std::numeric_limits<int>::max());
    });
    return jobs;
}

} // namespace tarn::studio
