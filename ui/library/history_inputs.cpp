#include "history_inputs.h"

#include <base/error.h>
#include <document/image_convert.h>
#include <image/png.h>
#include <image/read.h>

#include <QDir>

namespace tarn::studio {
namespace {

struct Part {
    const char* ending;
    QImage DrawingInputs::*picture;
};
constexpr Part parts[] = {{".picture.png", &DrawingInputs::picture}, {".mask.png", &DrawingInputs::mask},
    {".sketch.png", &DrawingInputs::sketch}, {".depth.png", &DrawingInputs::depth}};

QString fileOf(const QString& folder, const QString& name, const Part& part)
{
    return folder + "/inputs/" + QString(name).remove(".png") + QLatin1String(part.ending);
}

std::filesystem::path pathOf(const QString& file) { return QFile::encodeName(file).toStdString(); }

bool isGrey(const QImage& picture)
{
    return picture.format() == QImage::Format_Alpha8 || picture.format() == QImage::Format_Grayscale8;
}

} // namespace

void writeInputs(const QString& folder, const QString& name, const DrawingInputs& inputs)
{
    for (const Part& part : parts) {
        const QImage& picture = inputs.*part.picture;
        if (picture.isNull())
            continue;
        if (!QDir().mkpath(folder + "/inputs"))
            throw StudioError(
                "The folder \"" + folder.toStdString() + "/inputs\" cannot be made; check its permissions.");
        writePng(
            pathOf(fileOf(folder, name, part)), isGrey(picture) ? toMask(picture) : toImageWithAlpha(picture), {});
    }
}

DrawingInputs readInputs(const QString& folder, const QString& name)
{
    DrawingInputs inputs;
    for (const Part& part : parts) {
        const QString file = fileOf(folder, name, part);
        if (!QFile::exists(file))
            continue;
        try {
            const Image image = readImage(pathOf(file));
            QImage picture = image.channels == 1 ? toQMask(image) : toQImage(image);
            if (part.picture == &DrawingInputs::depth)
                picture.reinterpretAsFormat(QImage::Format_Grayscale8);
            inputs.*part.picture = picture;
        } catch (const StudioError&) { // the settings are worth having without it
        }
    }
    return inputs;
}

void removeInputs(const QString& folder, const QString& name)
{
    for (const Part& part : parts)
        QFile::remove(fileOf(folder, name, part));
}

} // namespace tarn::studio
