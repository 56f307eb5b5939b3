#include "tool_box.h"

#include <look/icon.h>
#include <panels/colour_button.h>

#include <QActionGroup>
#include <QKeyEvent>

namespace tarn::studio {
namespace {

constexpr int tapTime = 250; ///< milliseconds: a key that is held longer lets go of its tool

} // namespace

ToolBox::ToolBox(
    Document* document, ToolSettings* settings, CanvasView* canvas, ToolOptions* options, QWidget* parent)
    : QToolBar(tr("Tools"), parent)
    , m_tools(makeTools(document, settings))
    , m_canvas(canvas)
    , m_options(options)
    , m_group(new QActionGroup(this))
{
    setObjectName("tools");
    setIconSize({22, 22});
    setOrientation(Qt::Vertical);
    for (const auto& tool : m_tools) {
        QAction* action = addAction(icon(tool->iconName()), tool->title());
        action->setCheckable(true);
        action->setData(tool->iconName());
        action->setActionGroup(m_group);
        action->setToolTip(
            QStringLiteral("%1 (%2)").arg(tool->title(), tool->key().toString(QKeySequence::NativeText)));
        if (tool->key() != QKeySequence(Qt::Key_F)) { // which is also held
            action->setShortcut(tool->key());
            action->setShortcutContext(Qt::WidgetShortcut);
            canvas->addAction(action);
        }
        connect(action, &QAction::triggered, this, [this, tool = tool.get()] { use(tool); });
        connect(tool.get(), &CanvasTool::refused, this, &ToolBox::refused);
        if (tool->iconName() == "eyedropper" || tool->iconName() == "mask")
            addSeparator();
    }
    addSeparator();
    addWidget(new ColourButton(settings));
    canvas->installEventFilter(this);
    choose("brush");
}

CanvasTool* ToolBox::find(const QString& iconName) const
{
    for (const auto& tool : m_tools)
        if (tool->iconName() == iconName)
            return tool.get();
    return nullptr;
}

void ToolBox::choose(const QString& iconName)
{
    for (QAction* action : m_group->actions())
        if (action->data() == iconName)
            action->trigger();
}

void ToolBox::use(CanvasTool* tool)
{
    m_canvas->setTool(tool);
    m_options->setTool(tool);
}

bool ToolBox::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_canvas && event->type() == QEvent::FocusOut)
        m_canvas->setHeldTool(nullptr);
    if (watched != m_canvas || (event->type() != QEvent::KeyPress && event->type() != QEvent::KeyRelease))
        return QToolBar::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const bool pressed = event->type() == QEvent::KeyPress;
    if (key->isAutoRepeat())
        return key->key() == Qt::Key_F;
    if (key->key() == Qt::Key_F && key->modifiers() == Qt::NoModifier) {
        m_canvas->setHeldTool(pressed ? find("frame") : nullptr);
        if (pressed)
            m_held.start();
        else if (m_held.isValid() && m_held.elapsed() < tapTime)
            choose("frame");
        return true;
    }
    if (key->key() == Qt::Key_Alt) {
        m_canvas->setHeldTool(pressed ? find("eyedropper") : nullptr);
        return true;
    }
    return QToolBar::eventFilter(watched, event);
}

} // namespace tarn::studio
