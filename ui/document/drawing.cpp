#include <document/composite.h>
#include <document/drawing.h>
#include <document/image_convert.h>
#include <image/convert.h>
#include <image/fill.h>
#include <image/inpaint_area.h>
#include <image/mask.h>
#include <image/png.h>
#include <image/resize.h>
#include <protocol/blob.h>
#include <protocol/starter_family.h>

#include <algorithm>

namespace tarn::studio {
namespace {

BlobReference addPng(Drawing& drawing, const Image& image)
{
    drawing.files.push_back(encodePng(image, {}));
    return referenceTo(drawing.files.back());
}

/// 255 where the picture is to be drawn anew.
Image selectionOf(const Drawing& drawing)
{
    Image selection = toMask(drawing.inputs.mask);
    if (drawing.mode == Mode::outpaint) {
        const Image alpha = alphaOf(toImageWithAlpha(drawing.inputs.picture));
        for (std::size_t i = 0; i < selection.pixels.size(); ++i)
            selection.pixels[i] =
                std::max(selection.pixels[i], std::byte(255 - std::to_integer<int>(alpha.pixels[i])));
    }
    return selection;
}

/// White strokes on black, however they were coloured.
void addLines(Drawing& drawing, const QString& net)
{
    QImage lines(drawing.frame.size(), QImage::Format_Alpha8);
    lines.fill(0);
    QPainter(&lines).drawImage(0, 0, drawing.inputs.sketch);
    const GenerateRequest& request = drawing.request;
    ControlReference control;
    control.map = addPng(drawing, resizedSmoothly(toMask(lines), request.width, request.height));
    control.model.name = net.toStdString();
    drawing.request.controls = {control};
}

bool startsFromSketch(const Drawing& drawing)
{
    return !drawing.inputs.sketch.isNull() && drawing.request.controls.empty();
}

/// What the picture starts as, of the request's size. Where there is nothing, it goes on from what is around.
Image startOf(const Drawing& drawing)
{
    QImage picture = drawing.inputs.picture;
    if (startsFromSketch(drawing))
        QPainter(&picture).drawImage(0, 0, drawing.inputs.sketch);
    const Image small = resizedSmoothly(toImageWithAlpha(picture), drawing.request.width, drawing.request.height);
    const Image holes = thresholded(inverted(alphaOf(small)), 1);
    if (drawing.mode == Mode::imageToImage || isEmptyMask(holes))
        return withoutAlpha(small);
    return infilled(withoutAlpha(small), holes, Infill::telea);
}

void addMask(Drawing& drawing)
{
    GenerateRequest& request = drawing.request;
    if (drawing.mode == Mode::outpaint)
        request.strength = 1;
    const Image selection = selectionOf(drawing);
    const MaskReach reach = maskReach(maskBounds(selection), request.strength);
    drawing.paste = toQMask(inpaintMasks(selection, reach).paste);
    request.mask = addPng(drawing, resizedSmoothly(selection, request.width, request.height));
    request.area = "whole";
    const double scale = double(request.width) / drawing.frame.width();
    request.grow = int(reach.grow * scale);
    request.feather = int(reach.feather * scale);
}

DrawingInputs inputsOf(const DocumentState& all, Mode mode, const FrameContent& content)
{
    const DocumentState state = withoutReplaced(all);
    DrawingInputs inputs;
    if (mode == Mode::textToImage)
        return inputs;
    inputs.picture = composited(state, state.frame);
    if (content.mask && mode != Mode::imageToImage && mode != Mode::sketchToImage)
        inputs.mask = state.mask.copied(state.frame);
    else if (mode == Mode::outpaint) { // what is missing is the mask
        inputs.mask = QImage(state.frame.size(), QImage::Format_Alpha8);
        inputs.mask.fill(0);
    }
    const bool drawsOver = mode == Mode::sketchToImage || mode == Mode::depthToImage || mode == Mode::inpaint;
    if (content.sketch && drawsOver && (mode == Mode::sketchToImage || state.sketch->visible))
        inputs.sketch = state.sketch->pixels.copied(state.frame);
    if (mode == Mode::depthToImage) {
        inputs.depth = QImage(state.frame.size(), QImage::Format_Grayscale8);
        inputs.depth.fill(Qt::black); // far away
        QPainter(&inputs.depth).drawImage(0, 0, state.depth->pixels.copied(state.frame));
    }
    return inputs;
}

Image greyOf(const QImage& grey)
{
    QImage mask(grey.size(), QImage::Format_Alpha8);
    for (int y = 0; y < grey.height(); ++y)
        std::copy_n(grey.constScanLine(y), grey.width(), mask.scanLine(y));
    return toMask(mask);
}

} // namespace

QSize runSize(QSize frame, int preferredSide)
{
    const ResolutionPlan plan = planNative(frame.width(), frame.height(), preferredSide, 8);
    return {plan.width, plan.height};
}

QString leadingNet(const DocumentState& state, const FrameContent& content)
{
    const Draft& draft = state.draft;
    if (!draft.sketchNet.isEmpty())
        return draft.sketchNet == sketchColours ? QString() : draft.sketchNet;
    const std::string& model = draft.request.model.name;
    if (content.picture || !content.sketch || (!model.empty() && !isStarter(model)))
        return {};
    constexpr double strokes = 0.25; // of the frame at most; what is painted flat covers more
    const QImage sketch = state.sketch->pixels.copied(state.frame);
    qint64 covered = 0;
    for (int y = 0; y < sketch.height(); ++y) {
        const auto* row = reinterpret_cast<const QRgb*>(sketch.constScanLine(y));
        covered += std::count_if(row, row + sketch.width(), [](QRgb pixel) { return qAlpha(pixel) >= 128; });
    }
    return double(covered) <= strokes * sketch.width() * sketch.height()
        ? QString::fromLatin1(starterScribble.data(), qsizetype(starterScribble.size()))
        : QString();
}

bool startsFromPixels(const DocumentState& state, Mode mode, const FrameContent& content, bool isLed)
{
    if (mode == Mode::textToImage)
        return false;
    if (content.picture)
        return true;
    if (mode == Mode::depthToImage)
        return content.sketch && state.sketch->visible;
    return !isLed;
}

Drawing drawingFor(const DocumentState& state, int preferredSide)
{
    const FrameContent content = contentOf(state);
    Drawing drawing;
    drawing.mode = modeOf(state, content);
    drawing.frame = state.frame;
    drawing.mask = state.mask;
    drawing.replaces = state.draft.replaces;
    GenerateRequest& request = drawing.request;
    request = state.draft.request;
    request.engine = engineVersion();
    request.dtype = "auto";
    const QSize size = runSize(state.frame.size(), preferredSide);
    request.width = size.width();
    request.height = size.height();
    drawing.inputs = inputsOf(state, drawing.mode, content);
    if (drawing.mode == Mode::textToImage)
        return drawing;
    if (drawing.mode == Mode::depthToImage)
        request.depth =
            addPng(drawing, resizedSmoothly(greyOf(drawing.inputs.depth), request.width, request.height));
    const QString net = drawing.mode == Mode::sketchToImage ? leadingNet(state, content) : QString();
    if (!net.isEmpty())
        addLines(drawing, net);
    if (!startsFromPixels(state, drawing.mode, content, !net.isEmpty()))
        return drawing; // from the depth or the lines alone
    request.image = addPng(drawing, startOf(drawing));
    if (!drawing.inputs.mask.isNull())
        addMask(drawing);
    return drawing;
}

QImage fittedToFrame(const Drawing& drawing, const QImage& result)
{
    QImage fitted = result;
    if (result.size() != drawing.frame.size())
        fitted = toQImage(resizedSmoothly(toImage(result), drawing.frame.width(), drawing.frame.height()));
    fitted.convertTo(QImage::Format_ARGB32_Premultiplied);
    if (!drawing.paste.isNull()) {
        QPainter painter(&fitted);
        painter.setCompositionMode(QPainter::CompositionMode_DestinationIn);
        painter.drawImage(0, 0, drawing.paste);
    }
    return fitted;
}

} // namespace tarn::studio
