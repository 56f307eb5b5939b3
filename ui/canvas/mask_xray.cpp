#include <canvas/mask_xray.h>
#include <look/theme.h>

#include <QCoreApplication>
#include <cmath>

namespace tarn::studio {
namespace {

constexpr QRgb selectionColour = 0xffe8484a, denoiseColour = 0xff2f9bff, pasteColour = 0xff53d769,
               contextColour = 0xffffc83d;
constexpr int longestSide = 1024; ///< pixels that the pictures have at most

/// As smooth as the screen will show it, so that borders are lines and no stairs.
QImage enlarged(const QImage& mask, QSize frame)
{
    QSize size = frame;
    if (std::max(size.width(), size.height()) > longestSide)
        size = size.scaled(longestSide, longestSide, Qt::KeepAspectRatio);
    QImage grey(mask.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < mask.height(); ++y)
        std::copy_n(mask.constScanLine(y), mask.width(), grey.scanLine(y));
    return grey.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_Grayscale8);
}

QImage tinted(const QImage& grey, QRgb colour, double strength)
{
    QImage result(grey.size(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < grey.height(); ++y)
        for (int x = 0; x < grey.width(); ++x) {
            const int alpha = int(grey.constScanLine(y)[x] * strength);
            reinterpret_cast<QRgb*>(result.scanLine(y))[x] = qPremultiply((colour & 0xffffff) | QRgb(alpha) << 24);
        }
    return result;
}

/// A line of two pixels where `grey` leaves 0.
QImage edgeOf(const QImage& grey, QRgb colour)
{
    QImage result(grey.size(), QImage::Format_ARGB32_Premultiplied);
    result.fill(0);
    const auto isIn = [&](int x, int y) {
        return x >= 0 && y >= 0 && x < grey.width() && y < grey.height() && grey.constScanLine(y)[x] > 2;
    };
    for (int y = 0; y < grey.height(); ++y)
        for (int x = 0; x < grey.width(); ++x) {
            if (!isIn(x, y))
                continue;
            bool border = false;
            for (int by = 1; by <= 2; ++by)
                border |= !isIn(x - by, y) || !isIn(x + by, y) || !isIn(x, y - by) || !isIn(x, y + by);
            if (border)
                reinterpret_cast<QRgb*>(result.scanLine(y))[x] = colour;
        }
    return result;
}

/// What each colour means, in the lower left corner.
void drawLegend(QPainter& painter, const QRect& view)
{
    const std::pair<QRgb, QString> rows[] = {
        {selectionColour, QCoreApplication::translate("MaskXray", "Selection: what you marked")},
        {denoiseColour, QCoreApplication::translate("MaskXray", "Denoise ramp: how much is drawn anew")},
        {pasteColour, QCoreApplication::translate("MaskXray", "Paste mask: outside nothing changes")},
        {contextColour, QCoreApplication::translate("MaskXray", "Context box: what the model sees")}};
    const QFontMetrics metrics(painter.font());
    const int rowHeight = metrics.height() + 6;
    int width = 0;
    for (const auto& row : rows)
        width = std::max(width, metrics.horizontalAdvance(row.second));
    const QRect box(view.left() + 12, view.bottom() - 12 - 4 * rowHeight - 12, width + 48, 4 * rowHeight + 12);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(20, 21, 23, 215));
    painter.drawRoundedRect(box, 6, 6);
    int y = box.top() + 6;
    for (const auto& [colour, text] : rows) {
        const QRect swatch(box.left() + 10, y + rowHeight / 2 - 6, 18, 12);
        painter.setPen(QPen(QColor::fromRgba(colour), 2, colour == contextColour ? Qt::DashLine : Qt::SolidLine));
        QColor inside = QColor::fromRgba(colour);
        inside.setAlpha(colour == selectionColour || colour == denoiseColour ? 140 : 0);
        painter.setBrush(inside);
        painter.drawRect(swatch);
        painter.setPen(QColor(236, 237, 239));
        painter.drawText(QRect(box.left() + 38, y, width + 8, rowHeight), Qt::AlignVCenter, text);
        y += rowHeight;
    }
}

void drawSentence(QPainter& painter, const QRect& view, const QString& sentence)
{
    const QRect text = painter.fontMetrics().boundingRect(sentence);
    const QRect box(
        view.left() + 12, view.bottom() - 24 - text.height() - 12, text.width() + 24, text.height() + 16);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(20, 21, 23, 215));
    painter.drawRoundedRect(box, 6, 6);
    painter.setPen(QColor(236, 237, 239));
    painter.drawText(box, Qt::AlignCenter, sentence);
}

} // namespace

MaskXray MaskXray::from(
    const QRect& frame, const QRectF& context, const QImage& selection, const QImage& denoise, const QImage& paste)
{
    MaskXray xray;
    xray.frame = frame;
    xray.context = context;
    xray.selection = tinted(enlarged(selection, frame.size()), selectionColour, 0.6);
    QImage ramp = enlarged(denoise, frame.size());
    const QImage marked = enlarged(selection, frame.size());
    for (int y = 0; y < ramp.height(); ++y) // the selection is full of it
        for (int x = 0; x < ramp.width(); ++x)
            ramp.scanLine(y)[x] = uchar(ramp.scanLine(y)[x] * (255 - marked.constScanLine(y)[x]) / 255);
    xray.denoise = tinted(ramp, denoiseColour, 0.65);
    xray.pasteEdge = edgeOf(enlarged(paste, frame.size()), pasteColour);
    return xray;
}

void MaskXray::paint(QPainter& painter, const QTransform& toView, const QRect& view) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (!sentence.isEmpty()) {
        drawSentence(painter, view, sentence);
    } else if (!context.isNull()) {
        painter.save();
        painter.setTransform(toView, true);
        for (const QImage* picture : {&denoise, &selection, &pasteEdge})
            painter.drawImage(QRectF(frame), *picture);
        painter.restore();
        QPen dashes(QColor::fromRgba(contextColour), 2);
        dashes.setDashPattern({5, 3});
        painter.setPen(dashes);
        painter.setBrush(Qt::NoBrush);
        const double inset = 2 / std::hypot(toView.m11(), toView.m12()); // pixels of the view
        painter.drawPolygon(toView.map(QPolygonF(context.adjusted(inset, inset, -inset, -inset))));
        drawLegend(painter, view);
    }
    painter.restore();
}

} // namespace tarn::studio
