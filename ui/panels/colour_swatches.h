#pragma once

#include <QColor>
#include <QList>
#include <QWidget>

namespace tarn::studio {

/// Small squares of colour in rows. A click takes one; the keys go from one to the next.
class ColourSwatches : public QWidget {
    Q_OBJECT

public:
    explicit ColourSwatches(int columns, QWidget* parent = nullptr);

    void setColours(const QList<QColor>& colours);
    QRect areaOf(int place) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

Q_SIGNALS:
    void picked(const QColor& colour);

protected:
    void paintEvent(QPaintEvent*) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    int placeAt(QPoint pos) const;

    int m_columns;
    int m_current = 0;
    QList<QColor> m_colours;
};

} // namespace tarn::studio
