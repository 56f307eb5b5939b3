#include <base/durable_file.h>
#include <base/error.h>
#include <document/composite.h>
#include <document/drawing.h>
#include <document/image_convert.h>
#include <document/open_raster.h>
#include <document/picture_files.h>
#include <image/png.h>
#include <image/read.h>
#include <protocol/parameters_text.h>

#include <QBuffer>
#include <QFileInfo>
#include <QImageWriter>

namespace tarn::studio {
namespace {

std::filesystem::path pathOf(const QString& file) { return QFile::encodeName(file).toStdString(); }

bool startsWith(const QString& file, const QByteArray& magic)
{
    QFile opened(file);
    return opened.open(QIODevice::ReadOnly) && opened.read(magic.size()) == magic;
}

std::optional<GenerateRequest> requestIn(const std::filesystem::path& file)
{
    try {
        for (const TextChunk& text : readPngTexts(file).chunks)
            if (text.key == "tarn")
                return requestFromJson(text.text);
    } catch (const StudioError&) { // the pixels are what was asked for
    }
    return {};
}

void exportPng(const DocumentState& state, const QString& file)
{
    std::vector<TextChunk> texts;
    for (const Layer& layer : state.layers)
        if (layer.visible && layer.drawn) {
            const GenerateRequest& request = layer.drawn->request;
            texts = {{"parameters", formatParametersText(request)}, {"tarn", toJson(request), true}};
        }
    writePng(pathOf(file), toImage(composited(state, state.area())), texts);
}

void exportLossy(const DocumentState& state, const QString& file, const QByteArray& format)
{
    QImage picture = composited(state, state.area());
    if (format == "jpg") { // which has no transparency
        QImage opaque(picture.size(), QImage::Format_RGB32);
        opaque.fill(Qt::white);
        QPainter(&opaque).drawImage(0, 0, picture);
        picture = opaque;
    }
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, format);
    writer.setQuality(95);
    if (!writer.write(picture))
        throw StudioError(
            "\"" + file.toStdString() + "\" cannot be written as this kind of file; export it as PNG.");
    DurableFile target(pathOf(file));
    target.write(std::string_view(bytes.constData(), std::size_t(bytes.size())));
    target.commit();
}

} // namespace

DocumentState openFile(const QString& file)
{
    if (startsWith(file, "PK"))
        return openOpenRaster(file);
    const Image image = readImage(pathOf(file));
    DocumentState state = documentFrom(toQImage(image), QFileInfo(file).completeBaseName());
    if (startsWith(file, "\x89PNG"))
        if (const auto request = requestIn(pathOf(file))) {
            takeSettings(state.draft, *request);
            state.layers.front().drawn.emplace().request = *request;
        }
    return state;
}

void exportPicture(const DocumentState& state, const QString& file)
{
    const QString ending = QFileInfo(file).suffix().toLower();
    if (ending == "png")
        exportPng(state, file);
    else if (ending == "jpg" || ending == "jpeg")
        exportLossy(state, file, "jpg");
    else if (ending == "webp")
        exportLossy(state, file, "webp");
    else
        throw StudioError("\"" + file.toStdString() + "\" ends in none of .png, .jpg and .webp; name it so.");
}

} // namespace tarn::studio
