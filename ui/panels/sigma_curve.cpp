#include <look/theme.h>
#include <panels/sigma_curve.h>

#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <iterator>

namespace tarn::studio {

SigmaCurve::SigmaCurve(QWidget* parent)
    : QWidget(parent)
{
    setFixedHeight(56);
    setAccessibleName(tr("Noise of each step"));
    setToolTip(
        tr("The noise that is left at each step, on a logarithmic scale: steep where much is decided at once."));
}

void SigmaCurve::setSigmas(const std::vector<double>& sigmas)
{
    if (sigmas == m_sigmas)
        return;
    m_sigmas = sigmas;
    if (!sigmas.empty())
        setAccessibleDescription(tr("%n step(s), from %1", nullptr, int(sigmas.size()) - 1)
                                     .arg(QLocale().toString(sigmas.front(), 'f', 2)));
    update();
}

void SigmaCurve::paintEvent(QPaintEvent*)
{
    const Colours& colours = Theme::colours();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colours.border);
    painter.setBrush(colours.field);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    std::vector<double> positive;
    std::ranges::copy_if(m_sigmas, std::back_inserter(positive), [](double sigma) { return sigma > 0; });
    if (positive.size() < 2)
        return;
    const double least = *std::ranges::min_element(positive), most = *std::ranges::max_element(positive);
    const double span = std::max(1e-6, std::log(most / least));
    const QRectF area = QRectF(rect()).adjusted(10, 8, -52, -8);
    const auto at = [&](std::size_t i) {
        return QPointF(area.left() + area.width() * double(i) / double(m_sigmas.size() - 1),
            area.bottom() - area.height() * std::log(positive[i] / least) / span);
    };
    QPainterPath line(at(0));
    for (std::size_t i = 1; i < positive.size(); ++i)
        line.lineTo(at(i));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colours.accent, 1.5));
    painter.drawPath(line);
    if (positive.size() <= 60) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colours.accent);
        for (std::size_t i = 0; i < positive.size(); ++i)
            painter.drawEllipse(at(i), 2, 2);
    }
    painter.setPen(colours.quiet);
    const QRectF text(area.right() + 6, 4, 44, height() - 8);
    painter.drawText(text, Qt::AlignTop | Qt::AlignRight, QLocale().toString(most, 'g', 3));
    painter.drawText(text, Qt::AlignBottom | Qt::AlignRight, QLocale().toString(least, 'g', 2));
}

} // namespace tarn::studio
