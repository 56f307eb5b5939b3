#pragma once

#include "document_samples.h"

#include <canvas/canvas_view.h>
#include <document/composite.h>
#include <tools/tools.h>

#include <QTest>

namespace test {

/// Moves the pointer over `widget` with `button` held: QTest::mouseMove() says nothing of buttons.
inline void moveHeld(
    QWidget* widget, QPointF to, Qt::MouseButton button = Qt::LeftButton, Qt::KeyboardModifiers modifiers = {})
{
    QMouseEvent move(QEvent::MouseMove, to, widget->mapToGlobal(to), Qt::NoButton, button, modifiers);
    QCoreApplication::sendEvent(widget, &move);
}

/// What tests of tools work on: a document on a canvas of its own. Positions are pixels of the document.
class CanvasTest : public QObject {
protected:
    void open(tarn::studio::DocumentState state = tarn::studio::blankDocument({512, 512}), QSize size = {700, 700})
    {
        using namespace tarn::studio;
        m_document = std::make_unique<Document>(std::move(state));
        m_candidates = std::make_unique<Candidates>();
        m_settings = std::make_unique<ToolSettings>();
        m_tools = makeTools(m_document.get(), m_settings.get());
        m_view = std::make_unique<CanvasView>(m_document.get(), m_candidates.get());
        m_view->resize(size);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
    }
    void close()
    {
        m_view.reset();
        m_tools.clear();
    }

    tarn::studio::CanvasTool* use(const QString& name)
    {
        for (const auto& tool : m_tools)
            if (tool->iconName() == name) {
                m_view->setTool(tool.get());
                return tool.get();
            }
        qFatal("there is no tool %s", qPrintable(name));
    }
    QPoint view(QPointF document) const { return m_view->toView(document).toPoint(); }
    void drag(const QList<QPointF>& way, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mousePress(m_view.get(), Qt::LeftButton, modifiers, view(way.front()));
        for (qsizetype i = 1; i < way.size(); ++i)
            for (int part = 1; part <= 5; ++part)
                moveHeld(
                    m_view.get(), view(way[i - 1] + (way[i] - way[i - 1]) * part / 5), Qt::LeftButton, modifiers);
        QTest::mouseRelease(m_view.get(), Qt::LeftButton, modifiers, view(way.back()));
    }
    void drag(QPointF from, QPointF to, Qt::KeyboardModifiers modifiers = {})
    {
        drag(QList<QPointF>{from, to}, modifiers);
    }
    QColor seen(int x, int y) const
    {
        return tarn::studio::composited(m_document->state(), {x, y, 1, 1}).pixelColor(0, 0);
    }
    int masked(int x, int y) const { return m_document->state().mask.copied({x, y, 1, 1}).constScanLine(0)[0]; }

    std::unique_ptr<tarn::studio::Document> m_document;
    std::unique_ptr<tarn::studio::Candidates> m_candidates;
    std::unique_ptr<tarn::studio::ToolSettings> m_settings;
    std::vector<std::unique_ptr<tarn::studio::CanvasTool>> m_tools;
    std::unique_ptr<tarn::studio::CanvasView> m_view;
};

} // namespace test
