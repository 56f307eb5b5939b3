#pragma once

#include <QAbstractScrollArea>
#include <QImage>
#include <vector>

namespace tarn::studio {

/// The pictures of a run's steps side by side, above them the noise level of each as a curve. Pressing and
/// dragging scrubs; with Shift a second step is marked.
class FilmStrip : public QAbstractScrollArea {
    Q_OBJECT

public:
    static constexpr int thumbSide = 64, cellWidth = 72, curveHeight = 34, labelHeight = 20;

    explicit FilmStrip(QWidget* parent = nullptr);

    void clear();
    void add(const QImage& picture);
    /// One for each step that is to come, and the final one.
    void setSigmas(const std::vector<double>& sigmas);
    int count() const { return int(m_pictures.size()); }
    int current() const { return m_current; } ///< -1: none
    int marked() const { return m_marked; } ///< -1: none
    void setCurrent(int step);
    void setMarked(int step);
    QRect cell(int step) const; ///< in the viewport

Q_SIGNALS:
    void currentChanged(int step);
    void markedChanged(int step);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    QSize sizeHint() const override;

private:
    int stepAt(QPoint at) const;
    int cells() const;
    void measure();
    void paintCell(QPainter& painter, int step) const;
    void paintCurve(QPainter& painter) const;

    std::vector<QImage> m_pictures;
    std::vector<double> m_sigmas;
    int m_current = -1;
    int m_marked = -1;
};

} // namespace tarn::studio
