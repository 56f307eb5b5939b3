#pragma once

#include <tools/tool_settings.h>

#include <QImage>
#include <QLabel>
#include <QToolButton>
#include <QWidget>

namespace tarn::studio {

/// One picture, moved with the pointer and zoomed with the wheel; a click takes its colour.
class ReferenceView : public QWidget {
    Q_OBJECT

public:
    explicit ReferenceView(QWidget* parent = nullptr);

    void setPicture(const QImage& picture);
    const QImage& picture() const { return m_picture; }
    QSize sizeHint() const override { return {240, 200}; }

Q_SIGNALS:
    void picked(const QColor& colour);
    void dropped(const QStringList& files);

protected:
    void paintEvent(QPaintEvent*) override;
    void resizeEvent(QResizeEvent*) override { fit(); }
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent*) override { fit(); }
    void wheelEvent(QWheelEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void fit();

    QImage m_picture;
    double m_scale = 1;
    QPointF m_origin, m_from;
    bool m_moved = false;
};

/// Pictures to look at while one paints. They are only referred to, and remembered.
class ReferencePanel : public QWidget {
    Q_OBJECT

public:
    explicit ReferencePanel(ToolSettings* settings, QWidget* parent = nullptr);

    void add(const QStringList& files);
    ReferenceView* view() const { return m_view; }

Q_SIGNALS:
    void failed(const QString& sentence);

private:
    void step(int by);
    void load();
    void refresh();

    ReferenceView* m_view;
    QLabel* m_place;
    QToolButton *m_previous, *m_next, *m_remove;
    QStringList m_files;
    int m_current = 0;
};

} // namespace tarn::studio
