#include <look/theme.h>
#include <panels/reference_panel.h>

#include <QMimeData>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>
#include <cmath>

namespace tarn::studio {

ReferenceView::ReferenceView(QWidget* parent)
    : QWidget(parent)
{
    setMinimumSize(120, 100);
    setAcceptDrops(true);
    setAccessibleName(tr("Reference picture"));
}

void ReferenceView::setPicture(const QImage& picture)
{
    m_picture = picture;
    fit();
}

void ReferenceView::fit()
{
    if (!m_picture.isNull()) {
        m_scale = std::min({double(width()) / m_picture.width(), double(height()) / m_picture.height(), 4.0});
        m_origin = QPointF(width() - m_picture.width() * m_scale, height() - m_picture.height() * m_scale) / 2;
    }
    update();
}

void ReferenceView::paintEvent(QPaintEvent*)
{
    const Colours& colours = Theme::colours();
    QPainter painter(this);
    painter.fillRect(rect(), colours.canvas);
    if (m_picture.isNull()) {
        painter.setPen(colours.quiet);
        painter.drawText(rect().adjusted(12, 12, -12, -12), Qt::AlignCenter | Qt::TextWordWrap,
            tr("Drop pictures here to look at them while you paint."));
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_scale < 2);
    painter.drawImage(QRectF(m_origin, QSizeF(m_picture.size()) * m_scale), m_picture);
}

void ReferenceView::mousePressEvent(QMouseEvent* event)
{
    m_from = event->position();
    m_moved = false;
}

void ReferenceView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF by = event->position() - m_from;
    if (!m_moved && std::hypot(by.x(), by.y()) < 4)
        return;
    m_moved = true;
    m_origin += event->position() - std::exchange(m_from, event->position());
    update();
}

void ReferenceView::mouseReleaseEvent(QMouseEvent* event)
{
    const QPointF at = (event->position() - m_origin) / m_scale;
    const QPoint pixel(int(std::floor(at.x())), int(std::floor(at.y())));
    if (!m_moved && m_picture.rect().contains(pixel))
        if (const QColor colour = m_picture.pixelColor(pixel); colour.alpha() > 0)
            Q_EMIT picked(QColor(colour.rgb()));
}

void ReferenceView::wheelEvent(QWheelEvent* event)
{
    const QPointF fixed = (event->position() - m_origin) / m_scale;
    m_scale = std::clamp(m_scale * std::pow(2.0, event->angleDelta().y() / 480.0), 0.02, 32.0);
    m_origin = event->position() - fixed * m_scale;
    update();
}

void ReferenceView::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

void ReferenceView::dropEvent(QDropEvent* event)
{
    QStringList files;
    for (const QUrl& url : event->mimeData()->urls())
        if (url.isLocalFile())
            files << url.toLocalFile();
    event->acceptProposedAction();
    Q_EMIT dropped(files);
}

} // namespace tarn::studio
