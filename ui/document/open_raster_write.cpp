#include "document_json.h"

#include <base/durable_file.h>
#include <base/error.h>
#include <document/composite.h>
#include <document/open_raster.h>

#include <quazip.h>
#include <quazipfile.h>

#include <QBuffer>
#include <QXmlStreamWriter>

namespace tarn::studio {
namespace {

constexpr int quickCompression = 80; ///< zlib's level 1: three times as fast as the usual, a tenth larger

class ArchiveWriter {
public:
    explicit ArchiveWriter(QByteArray& bytes)
        : m_buffer(&bytes)
        , m_zip(&m_buffer)
    {
        m_zip.setUtf8Enabled(true);
        m_buffer.open(QIODevice::WriteOnly);
        check(m_zip.open(QuaZip::mdCreate));
    }

    /// Stored, as pictures are compressed already and the first entry must not be.
    void add(const QString& name, const QByteArray& content)
    {
        QuaZipNewInfo info(name);
        info.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
        QuaZipFile entry(&m_zip);
        check(entry.open(QIODevice::WriteOnly, info, nullptr, 0, 0, 0));
        check(entry.write(content) == content.size());
        entry.close();
        check(entry.getZipError() == ZIP_OK);
    }

    void finish()
    {
        m_zip.close();
        check(m_zip.getZipError() == ZIP_OK);
    }

private:
    static void check(bool good)
    {
        if (!good)
            throw StudioError("The document could not be packed; the memory may be full, close other programs.");
    }

    QBuffer m_buffer;
    QuaZip m_zip;
};

QByteArray png(const QImage& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!picture.save(&buffer, "PNG", quickCompression))
        throw StudioError("A layer could not be packed; the memory may be full, close other programs.");
    return bytes;
}

/// Red where the mask is, as it is shown.
QImage colouredMask(const QImage& mask)
{
    QImage result(mask.size(), QImage::Format_ARGB32);
    for (int y = 0; y < mask.height(); ++y)
        for (int x = 0; x < mask.width(); ++x)
            reinterpret_cast<QRgb*>(result.scanLine(y))[x] = qRgba(225, 60, 60, mask.constScanLine(y)[x]);
    return result;
}

struct Entry {
    QString name;
    QRect area;
};

void writeLayer(QXmlStreamWriter& xml, const Entry& entry, const QString& name)
{
    xml.writeAttribute("name", name);
    xml.writeAttribute("src", entry.name);
    xml.writeAttribute("x", QString::number(entry.area.x()));
    xml.writeAttribute("y", QString::number(entry.area.y()));
}

QImage asGrey(const QImage& mask)
{
    QImage grey(mask.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < mask.height(); ++y)
        std::copy_n(mask.constScanLine(y), mask.width(), grey.scanLine(y));
    return grey;
}

/// A hidden layer, above all others.
struct Hidden {
    Entry entry;
    QString name;
};

/// Nothing where the picture is empty.
void addHidden(ArchiveWriter& archive, std::vector<Hidden>& all, const HiddenLayer& as, const TiledImage& pixels)
{
    const QRect bounds = pixels.bounds();
    if (bounds.isEmpty())
        return;
    const QImage picture = pixels.copied(bounds);
    all.push_back({{QString::fromLatin1(as.entry), bounds}, QString::fromLatin1(as.name)});
    archive.add(
        all.back().entry.name, png(pixels.format() == QImage::Format_Alpha8 ? colouredMask(picture) : picture));
}

/// Of a layer or a group.
void writeLook(QXmlStreamWriter& xml, const DocumentState& state, const Layer& layer)
{
    xml.writeAttribute("opacity", QString::number(layer.opacity, 'g', 17));
    xml.writeAttribute("visibility", layer.visible ? "visible" : "hidden");
    xml.writeAttribute("composite-op", layer.mode->openRaster);
    if (layer.locked)
        xml.writeAttribute("edit-locked", "true");
    if (layer.id == state.active)
        xml.writeAttribute("selected", "true");
}

/// All that is directly in `group`, the topmost first.
void writeGroup(QXmlStreamWriter& xml, const DocumentState& state, const std::map<int, Entry>& entries, int group)
{
    for (auto layer = state.layers.rbegin(); layer != state.layers.rend(); ++layer) {
        if (layer->parent != group)
            continue;
        if (layer->isGroup) {
            xml.writeStartElement("stack");
            xml.writeAttribute("name", layer->name);
            xml.writeAttribute("isolation", "isolate");
            writeLook(xml, state, *layer);
            writeGroup(xml, state, entries, layer->id);
            xml.writeEndElement();
        } else {
            xml.writeEmptyElement("layer");
            writeLayer(xml, entries.at(layer->id), layer->name);
            writeLook(xml, state, *layer);
        }
    }
}

QByteArray stackXml(
    const DocumentState& state, const std::map<int, Entry>& entries, const std::vector<Hidden>& hidden)
{
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement("image");
    xml.writeAttribute("version", "0.0.5");
    xml.writeAttribute("w", QString::number(state.size.width()));
    xml.writeAttribute("h", QString::number(state.size.height()));
    xml.writeStartElement("stack");
    for (const Hidden& each : hidden) {
        xml.writeEmptyElement("layer");
        writeLayer(xml, each.entry, each.name);
        xml.writeAttribute("visibility", "hidden");
    }
    writeGroup(xml, state, entries, 0);
    xml.writeEndDocument();
    return bytes;
}

} // namespace

QByteArray openRasterBytes(const DocumentState& state)
{
    QByteArray bytes;
    ArchiveWriter archive(bytes);
    archive.add("mimetype", "image/openraster");
    std::map<int, Entry> entries;
    for (const Layer& layer : state.layers) {
        if (layer.isGroup)
            continue;
        const QRect bounds = layer.pixels.bounds();
        Entry& entry = entries[layer.id];
        entry.name = layerEntry(layer);
        entry.area = bounds.isEmpty() ? QRect(0, 0, 1, 1) : bounds; // a picture has at least one pixel
        archive.add(entry.name, png(layer.pixels.copied(entry.area)));
        if (layer.drawn)
            if (const QRect area = layer.drawn->mask.bounds(); !area.isEmpty())
                archive.add(drawnMaskEntry(layer), png(asGrey(layer.drawn->mask.copied(area))));
    }
    std::vector<Hidden> hidden;
    addHidden(archive, hidden, hiddenMask, state.mask);
    if (state.sketch)
        addHidden(archive, hidden, hiddenSketch, state.sketch->pixels);
    if (state.depth)
        addHidden(archive, hidden, hiddenDepth, state.depth->pixels);
    const QImage merged = composited(state, state.area());
    archive.add("stack.xml", stackXml(state, entries, hidden));
    archive.add("mergedimage.png", png(merged));
    archive.add("Thumbnails/thumbnail.png",
        png(merged.width() > 256 || merged.height() > 256
                ? merged.scaled(256, 256, Qt::KeepAspectRatio, Qt::SmoothTransformation)
                : merged));
    archive.add(QString::fromLatin1(documentEntry), documentJson(state));
    archive.finish();
    return bytes;
}

void saveOpenRaster(const DocumentState& state, const QString& file)
{
    DurableFile target(QFile::encodeName(file).toStdString()); // a folder that cannot be written to is said first
    const QByteArray bytes = openRasterBytes(state);
    target.write(std::string_view(bytes.constData(), std::size_t(bytes.size())));
    target.commit();
}

} // namespace tarn::studio
