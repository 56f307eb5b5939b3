#include <look/icon.h>
#include <look/notice_bar.h>

#include <QHBoxLayout>

namespace tarn::studio {
namespace {

constexpr int narrow = 480; ///< pixels

} // namespace

NoticeBar::NoticeBar(QWidget* parent)
    : QWidget(parent)
    , m_flow(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_text(new QLabel)
    , m_first(new QPushButton)
    , m_second(new QPushButton)
    , m_close(new QToolButton)
{
    setObjectName("notice");
    setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 8, 8, 8);
    row->setSpacing(8);
    m_text->setTextFormat(Qt::PlainText); // it may quote a file's name
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_close->setIcon(icon("close"));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_flow->setSpacing(8);
    m_flow->addWidget(m_text, 1);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_first);
    buttons->addWidget(m_second);
    buttons->addStretch(1);
    m_flow->addLayout(buttons);
    row->addLayout(m_flow, 1);
    row->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    const auto act = [this](std::function<void()>& offered) {
        hide();
        if (const auto now = std::exchange(offered, {})) // which may offer something else
            now();
    };
    connect(m_first, &QPushButton::clicked, this, [=, this] { act(m_firstAct); });
    connect(m_second, &QPushButton::clicked, this, [=, this] { act(m_secondAct); });
    hide();
}

void NoticeBar::offer(QPushButton* button, const Offer& offer)
{
    button->setVisible(!offer.title.isEmpty());
    button->setText(offer.title);
    (button == m_first ? m_firstAct : m_secondAct) = offer.act;
}

/// Where there is little room the buttons lie below the sentence.
void NoticeBar::resizeEvent(QResizeEvent*)
{
    m_flow->setDirection(width() < narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void NoticeBar::show(const QString& sentence, const Offer& first, const Offer& second)
{
    m_text->setText(sentence);
    offer(m_first, first);
    offer(m_second, second);
    QWidget::show();
}

} // namespace tarn::studio
