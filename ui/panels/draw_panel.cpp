#include <panels/draw_panel.h>

#include <QApplication>
#include <QStyle>
#include <QVBoxLayout>

namespace tarn::studio {

DrawPanel::DrawPanel(QWidget* parent)
    : QWidget(parent)
    , m_notice(new NoticeBar)
    , m_row(new QHBoxLayout)
    , m_button(new QPushButton)
    , m_details(new QLabel)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_button->setObjectName("generate");
    m_button->setMinimumHeight(36);
    m_details->setObjectName("quiet");
    m_details->setAlignment(Qt::AlignHCenter);
    m_details->setWordWrap(true);
    m_details->setTextFormat(Qt::PlainText);
    m_details->setMinimumHeight(m_details->fontMetrics().lineSpacing());
    column->addWidget(m_notice);
    m_row->setSpacing(6);
    m_row->addWidget(m_button, 1);
    column->addLayout(m_row);
    column->addWidget(m_details);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_running == 0)
            Q_EMIT drawWanted();
        else
            Q_EMIT stopWanted(QApplication::keyboardModifiers().testFlag(Qt::ShiftModifier));
    });
    refresh();
}

void DrawPanel::addBeside(QWidget* widget)
{
    widget->setFixedSize(m_button->minimumHeight(), m_button->minimumHeight());
    m_row->addWidget(widget);
}

void DrawPanel::setPlan(const QString& title, const QString& details)
{
    m_title = title;
    m_cost = details;
    refresh();
}

void DrawPanel::setReason(const QString& sentence)
{
    m_reason = sentence;
    refresh();
}

void DrawPanel::setRunning(int jobs)
{
    m_running = jobs;
    refresh();
}

void DrawPanel::refresh()
{
    const bool stops = m_running > 0;
    m_button->setText(stops ? tr("Stop") : m_title.isEmpty() ? tr("Draw") : m_title);
    m_button->setEnabled(stops || m_reason.isEmpty());
    m_button->setToolTip(stops ? tr("Stops the running job (Esc); with Shift all of them")
                               : tr("Draws within the frame (Ctrl+Enter)"));
    m_details->setText(m_running > 1 ? tr("%n more waiting", nullptr, m_running - 1)
            : m_reason.isEmpty()     ? m_cost
                                     : m_reason);
    if (m_button->property("stops").toBool() != stops) {
        m_button->setProperty("stops", stops);
        m_button->style()->unpolish(m_button);
        m_button->style()->polish(m_button);
    }
}

} // namespace tarn::studio
