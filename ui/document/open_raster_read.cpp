#include "document_json.h"

#include <base/error.h>
#include <document/image_convert.h>
#include <document/open_raster.h>
#include <image/limits.h>
#include <image/png.h>

#include <quazip.h>
#include <quazipfile.h>
#include <quazipfileinfo.h>

#include <QFileInfo>
#include <QSet>
#include <QXmlStreamReader>
#include <algorithm>

namespace tarn::studio {
namespace {

constexpr int maxEntries = 10000;
constexpr qint64 maxEntryBytes = qint64(1) << 30;
constexpr qint64 maxAllBytes = qint64(1) << 32;
constexpr qint64 maxRatio = 200; ///< of what an entry grows to

/// Its message lacks the file's name, which `openOpenRaster` puts in front.
[[noreturn]] void damaged(const QString& what) { throw StudioError(what.toStdString()); }

class ArchiveReader {
public:
    explicit ArchiveReader(const QString& file)
        : m_zip(file)
    {
        if (!QFile::exists(file))
            damaged("is not there; choose another file");
        if (!m_zip.open(QuaZip::mdUnzip))
            damaged("is no OpenRaster file or damaged; open a copy of it");
        if (m_zip.getEntriesCount() > maxEntries)
            damaged("holds more than 10000 entries, which no document has; choose another file");
        qint64 all = 0;
        for (const QuaZipFileInfo64& info : m_zip.getFileInfoList64()) {
            if (m_names.contains(info.name))
                damaged("holds two entries of one name; it may be made to deceive, choose another file");
            m_names.insert(info.name);
            const qint64 size = qint64(info.uncompressedSize);
            all += size;
            if (size > maxEntryBytes || all > maxAllBytes
                || size > (qint64(info.compressedSize) + 1024) * maxRatio)
                damaged("would grow too large when it is unpacked; choose another file");
        }
    }

    bool has(const QString& name) const { return m_names.contains(name); }

    QByteArray read(const QString& name)
    {
        QuaZipFile entry(&m_zip);
        if (!m_zip.setCurrentFile(name, QuaZip::csSensitive) || !entry.open(QIODevice::ReadOnly))
            damaged("lacks its part \"" + name + "\"; open a copy of it");
        const QByteArray bytes =
            entry.read(std::clamp(entry.usize(), qint64(0), maxEntryBytes)); // allocates as much
        entry.close();
        if (entry.getZipError() != UNZ_OK)
            damaged("is damaged at its part \"" + name + "\"; open a copy of it");
        return bytes;
    }

private:
    QuaZip m_zip;
    QSet<QString> m_names;
};

/// One layer as stack.xml tells of it.
struct Told {
    QString name, entry, mode;
    QPoint at;
    double opacity = 1;
    bool visible = true, locked = false, selected = false;
    int group = -1; ///< its place in the list; -1: in none
    bool isGroup = false;
};

double opacityOf(const QXmlStreamAttributes& attributes)
{
    bool good = false;
    const double value = attributes.value("opacity").toDouble(&good);
    return good ? std::clamp(value, 0.0, 1.0) : 1.0;
}

/// Where we are in the stack.
struct Group {
    QPoint at;
    int place = -1; ///< in the list; -1 for the picture itself
};

/// Of a layer or a group inside `around`.
Told told(const Group& around, const QXmlStreamAttributes& attributes)
{
    const auto has = [&](const char* name, const char* value) {
        return attributes.value(QLatin1String(name)) == QLatin1String(value);
    };
    Told told;
    told.name = attributes.value("name").toString();
    told.entry = attributes.value("src").toString();
    told.mode = attributes.value("composite-op").toString();
    told.at = around.at + QPoint(attributes.value("x").toInt(), attributes.value("y").toInt());
    told.opacity = opacityOf(attributes);
    told.visible = !has("visibility", "hidden");
    told.locked = has("edit-locked", "true");
    told.selected = has("selected", "true");
    told.group = around.place;
    return told;
}

/// From the top down.
std::vector<Told> readStack(const QByteArray& bytes, QSize& size)
{
    QXmlStreamReader xml(bytes);
    std::vector<Told> layers;
    std::vector<Group> groups;
    while (!xml.atEnd() && layers.size() <= maxEntries) {
        xml.readNext();
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.isStartElement() && xml.name() == QLatin1String("image")) {
            size = {attributes.value("w").toInt(), attributes.value("h").toInt()};
        } else if (xml.isStartElement() && xml.name() == QLatin1String("stack")) {
            if (groups.empty()) { // the picture itself
                groups.emplace_back();
                continue;
            }
            layers.push_back(told(groups.back(), attributes));
            layers.back().isGroup = true;
            groups.push_back({layers.back().at, int(layers.size()) - 1});
            if (groups.size() > 100)
                damaged("nests its groups deeper than 100; choose another file");
        } else if (xml.isEndElement() && xml.name() == QLatin1String("stack") && !groups.empty()) {
            groups.pop_back();
        } else if (xml.isStartElement() && xml.name() == QLatin1String("layer")) {
            layers.push_back(told(groups.empty() ? Group() : groups.back(), attributes));
        }
    }
    if (xml.hasError())
        damaged("is damaged at its part \"stack.xml\"; open a copy of it");
    return layers;
}

QImage readPicture(ArchiveReader& archive, const QString& entry)
{
    const QByteArray bytes = archive.read(entry);
    return toQImage(
        readPng(std::as_bytes(std::span(bytes.constData(), std::size_t(bytes.size()))), entry.toStdString()));
}

/// Of a grey picture.
QImage maskFrom(const QImage& picture)
{
    QImage mask(picture.size(), QImage::Format_Alpha8);
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x)
            mask.scanLine(y)[x] = uchar(qRed(reinterpret_cast<const QRgb*>(picture.constScanLine(y))[x]));
    return mask;
}

bool is(const HiddenLayer& hidden, const Told& told)
{
    return told.name == QLatin1String(hidden.name) && !told.visible;
}

bool isOurs(const Told& told) { return is(hiddenMask, told) || is(hiddenSketch, told) || is(hiddenDepth, told); }

/// The mask, the sketch or the depth.
void takeHidden(DocumentState& state, const Told& told, const QImage& picture)
{
    if (is(hiddenMask, told)) {
        state.mask.replace(told.at, picture.convertToFormat(QImage::Format_Alpha8));
    } else if (is(hiddenDepth, told)) {
        state.setDepth(picture, told.at);
        state.depth->visible = false;
    } else {
        const int active = state.active;
        state.useSketch().pixels.replace(told.at, picture);
        state.sketch->visible = false;
        state.active = active;
    }
}

/// With a list of what is `lost`, damaged layers are left out; without one they end it.
template <class Work> void attempt(QStringList* lost, const QString& name, Work work)
{
    try {
        work();
    } catch (const StudioError&) {
        if (!lost)
            throw;
        lost->append(name);
    }
}

DocumentState assemble(ArchiveReader& archive, QStringList* lost)
{
    DocumentState state;
    std::vector<Told> stack = readStack(archive.read("stack.xml"), state.size);
    if (state.size.width() < 1 || state.size.height() < 1 || state.size.width() > limits::maxSide
        || state.size.height() > limits::maxSide)
        damaged("has a size that no picture can have; open a copy of it");
    state.frame = state.area();
    QHash<int, QString> entries;
    std::vector<QImage> pictures(stack.size());
    for (std::size_t i = 0; i < stack.size(); ++i)
        if (!stack[i].isGroup)
            attempt(lost, stack[i].name, [&] { pictures[i] = readPicture(archive, stack[i].entry); });
    std::vector<int> ids(stack.size());
    for (auto told = stack.rbegin(); told != stack.rend(); ++told) {
        const std::size_t place = std::size_t(stack.rend() - told) - 1;
        const QImage& picture = pictures[place];
        if (picture.isNull() && !told->isGroup)
            continue;
        if (!told->isGroup && isOurs(*told)) {
            takeHidden(state, *told, picture);
            continue;
        }
        Layer& layer = state.addLayer(told->name);
        ids[place] = layer.id;
        layer.parent = 0;
        layer.isGroup = told->isGroup;
        if (!told->isGroup)
            layer.pixels.replace(told->at, picture);
        layer.mode = &blendModeOf(told->mode);
        layer.opacity = told->opacity;
        layer.visible = told->visible;
        layer.locked = told->locked;
        entries[layer.id] = told->entry;
    }
    for (std::size_t i = 0; i < stack.size(); ++i)
        if (Layer* layer = ids[i] != 0 ? state.layer(ids[i]) : nullptr) {
            layer->parent = stack[i].group < 0 ? 0 : ids[std::size_t(stack[i].group)];
            if (stack[i].selected)
                state.active = layer->id;
        }
    if (std::ranges::all_of(state.layers, &Layer::isGroup)) {
        state.active = 0;
        state.addLayer(QCoreApplication::translate("Document", "Layer 1"));
    }
    const auto readMask = [&archive](const QString& name) { return maskFrom(readPicture(archive, name)); };
    if (const QString entry = QString::fromLatin1(documentEntry); archive.has(entry))
        attempt(lost, entry, [&] { applyDocumentJson(state, archive.read(entry), entries, readMask); });
    return state;
}

template <class Work> auto namingTheFile(const QString& file, Work work)
{
    try {
        return work();
    } catch (const StudioError& e) {
        throw StudioError(
            "\"" + file.toStdString() + "\" " + e.what() + (QByteArray(e.what()).endsWith('.') ? "" : "."));
    }
}

} // namespace

DocumentState openOpenRaster(const QString& file)
{
    return namingTheFile(file, [&] {
        ArchiveReader archive(file);
        if (archive.has("mimetype") && archive.read("mimetype").trimmed() != "image/openraster")
            damaged("is an archive of another kind; choose an OpenRaster file");
        return assemble(archive, nullptr);
    });
}

Salvaged salvageOpenRaster(const QString& file)
{
    return namingTheFile(file, [&] {
        ArchiveReader archive(file);
        Salvaged found;
        try {
            found.state = assemble(archive, &found.lost);
            if (!std::ranges::all_of(
                    found.state.layers, [](const Layer& layer) { return layer.pixels.isEmpty(); }))
                return found;
        } catch (const StudioError&) { // the picture of all layers may be whole
        }
        found.lost = {"stack.xml"};
        found.state = documentFrom(readPicture(archive, "mergedimage.png"), QFileInfo(file).completeBaseName());
        return found;
    });
}

} // namespace tarn::studio
