#include "seed_field.h"

#include <look/field_label.h>
#include <look/icon.h>

#include <QHBoxLayout>
#include <QRandomGenerator>
#include <QRegularExpressionValidator>

namespace tarn::studio {

SeedField::SeedField(QWidget* parent)
    : QWidget(parent)
    , m_text(new QLineEdit)
    , m_lock(new QToolButton)
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    m_text->setValidator(new QRegularExpressionValidator(QRegularExpression("\\d{1,20}"), this));
    m_text->setToolTip(tr("Where the picture's noise starts. The same seed and settings give the same picture."));
    m_lock->setCheckable(true);
    m_lock->setIcon(icon("unlock"));
    m_lock->setToolTip(tr("Keeps the seed; without it each drawing takes a new one"));
    m_lock->setAccessibleName(tr("Lock the seed"));
    auto* dice = new QToolButton;
    dice->setIcon(icon("dice"));
    dice->setToolTip(tr("A new seed"));
    dice->setAccessibleName(tr("New seed"));
    row->addWidget(fieldLabel(tr("Seed"), m_text));
    row->addWidget(m_text, 1);
    row->addWidget(dice);
    row->addWidget(m_lock);
    connect(m_text, &QLineEdit::editingFinished, this, [this] {
        if (!m_text->isModified())
            return;
        m_text->setModified(false);
        bool good = false;
        const quint64 seed = m_text->text().toULongLong(&good);
        if (good)
            Q_EMIT seedEdited(seed);
    });
    connect(dice, &QToolButton::clicked, this,
        [this] { Q_EMIT seedEdited(QRandomGenerator::global()->bounded(quint64(1) << 32)); });
    connect(m_lock, &QToolButton::toggled, this, [this](bool locked) {
        m_lock->setIcon(icon(locked ? "lock" : "unlock"));
        Q_EMIT lockEdited(locked);
    });
}

void SeedField::show(std::uint64_t seed, bool locked)
{
    const QSignalBlocker quiet(m_lock);
    m_text->setText(QString::number(seed));
    m_lock->setChecked(locked);
    m_lock->setIcon(icon(locked ? "lock" : "unlock"));
}

} // namespace tarn::studio
