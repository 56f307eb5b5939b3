#include <look/icon.h>
#include <look/section.h>

#include <QVBoxLayout>

namespace tarn::studio {

Section::Section(const QString& title, QWidget* content, QWidget* parent)
    : QWidget(parent)
    , m_title(new QToolButton)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    m_title->setObjectName("sectionTitle");
    m_title->setText(title);
    m_title->setCheckable(true);
    m_title->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_title->setIconSize({12, 12});
    m_title->setIcon(icon("folded"));
    m_title->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    column->addWidget(m_title);
    column->addWidget(content);
    content->hide();
    connect(m_title, &QToolButton::toggled, this, [this, content](bool open) {
        m_title->setIcon(icon(open ? "unfolded" : "folded"));
        content->setVisible(open);
        Q_EMIT toggled(open);
    });
}

} // namespace tarn::studio
