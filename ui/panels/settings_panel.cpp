#include "seed_field.h"

#include <look/field_label.h>
#include <look/section.h>
#include <look/value_field.h>
#include <panels/settings_panel.h>
#include <panels/sigma_curve.h>
#include <protocol/sampler_names.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace tarn::studio {
namespace {

constexpr QSize sizes[] = {
    {512, 512}, {640, 512}, {768, 512}, {896, 512}, {512, 640}, {512, 768}, {768, 768}, {1024, 1024}};

QHBoxLayout* row(const QString& name, QWidget* field)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(fieldLabel(name, field));
    row->addWidget(field, 1);
    return row;
}

QComboBox* menu(std::span<const NamePair> names, const QString& tip)
{
    auto* box = new QComboBox;
    const auto has = [&](const char* name) { return !titleOf(names, name).empty(); };
    if (!has("model"))
        box->addItem(QObject::tr("The model's own"), "model");
    for (const NamePair& each : names)
        box->addItem(each.name == "model" ? QObject::tr("The model's own")
                                          : QString::fromUtf8(each.title.data(), qsizetype(each.title.size())),
            QString::fromUtf8(each.name.data(), qsizetype(each.name.size())));
    box->setToolTip(tip);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(10);
    return box;
}

QString aspectOf(QSize size)
{
    const int divisor = std::gcd(size.width(), size.height());
    return QStringLiteral("%1×%2   %3:%4")
        .arg(size.width())
        .arg(size.height())
        .arg(size.width() / divisor)
        .arg(size.height() / divisor);
}

} // namespace

SettingsPanel::SettingsPanel(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    m_strength = new ValueField(tr("Strength"), {0, 1, 0.75, 0.01, 2});
    m_strength->setObjectName("strength");
    m_strength->setToolTip(tr("How far to go from what is there: 0 keeps it, 1 draws it anew. 0 to 1."));
    connect(m_strength, &ValueField::edited, this,
        [this](double value) { change(tr("Strength"), [=](Draft& d) { d.request.strength = value; }); });
    column->addWidget(m_strength);
    auto* section = new Section(tr("Settings"), fields());
    section->setObjectName("settingsSection");
    column->addWidget(section);
    connect(document, &Document::draftChanged, this, &SettingsPanel::takeState);
    connect(document, &Document::frameChanged, this, &SettingsPanel::takeState);
    takeState();
}

void SettingsPanel::change(const QString& text, const std::function<void(Draft&)>& change)
{
    m_document->edit(
        text, [&](DocumentState& state) { change(state.draft); }, text);
}

QWidget* SettingsPanel::fields()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 4);
    column->setSpacing(8);
    addNumbers(column);
    addNames(column);
    m_seed = new SeedField;
    column->addWidget(m_seed);
    connect(m_seed, &SeedField::seedEdited, this,
        [this](quint64 seed) { change(tr("Seed"), [=](Draft& d) { d.request.seed = seed; }); });
    connect(m_seed, &SeedField::lockEdited, this,
        [this](bool locked) { change(tr("Seed"), [=](Draft& d) { d.seedLocked = locked; }); });
    m_variation = new ValueField(tr("Variation"), {0, 1, 0, 0.01, 2});
    m_variation->setToolTip(tr("How far each drawing turns away from the picture of this seed: 0 is that picture, "
                               "0.1 a near relative, 1 another picture. The lock keeps one variation."));
    column->addWidget(m_variation);
    connect(m_variation, &ValueField::edited, this,
        [this](double value) { change(tr("Variation"), [=](Draft& d) { d.request.variation = value; }); });
    addSize(column);
    m_batch = new QSpinBox;
    m_batch->setRange(1, 16);
    m_batch->setToolTip(tr("How many candidates are drawn, each with the next seed. 1 to 16."));
    column->addLayout(row(tr("Batch"), m_batch));
    connect(m_batch, &QSpinBox::valueChanged, this,
        [this](int batch) { change(tr("Batch"), [=](Draft& d) { d.batch = batch; }); });
    return content;
}

void SettingsPanel::addNumbers(QVBoxLayout* column)
{
    m_steps = new ValueField(tr("Steps"), {1, 150, 20, 1, 0, 2});
    m_steps->setToolTip(tr("More steps take longer and settle details. 1 to 150; 20 is usual."));
    m_guidance = new ValueField(tr("Guidance"), {1, 20, 7, 0.1, 1});
    m_guidance->setToolTip(tr("How closely the prompt is followed; too much makes colours harsh. 1 to 20."));
    column->addWidget(m_steps);
    column->addWidget(m_guidance);
    connect(m_steps, &ValueField::edited, this,
        [this](double value) { change(tr("Steps"), [=](Draft& d) { d.request.steps = int(value); }); });
    connect(m_guidance, &ValueField::edited, this,
        [this](double value) { change(tr("Guidance"), [=](Draft& d) { d.request.guidance = value; }); });
}

void SettingsPanel::addNames(QVBoxLayout* column)
{
    m_sampler = menu(samplerNames(), tr("The way from noise to the picture."));
    m_schedule = menu(scheduleNames(), tr("How the noise is spread over the steps."));
    column->addLayout(row(tr("Sampler"), m_sampler));
    column->addLayout(row(tr("Schedule"), m_schedule));
    m_curve = new SigmaCurve;
    column->addWidget(m_curve);
    connect(m_sampler, &QComboBox::activated, this, [this] {
        change(tr("Sampler"),
            [this](Draft& d) { d.request.sampler = m_sampler->currentData().toString().toStdString(); });
    });
    connect(m_schedule, &QComboBox::activated, this, [this] {
        change(tr("Schedule"),
            [this](Draft& d) { d.request.schedule = m_schedule->currentData().toString().toStdString(); });
    });
}

void SettingsPanel::addSize(QVBoxLayout* column)
{
    m_sizes = new QComboBox;
    m_sizes->setToolTip(tr("The size of the frame, in pixels of the canvas."));
    for (const QSize& size : sizes)
        m_sizes->addItem(aspectOf(size), size);
    column->addLayout(row(tr("Size"), m_sizes));
    const auto side = [this](const QString& name) {
        auto* box = new QSpinBox;
        box->setRange(64, 4096);
        box->setSingleStep(8);
        box->setKeyboardTracking(false);
        box->setAccessibleName(name);
        box->setToolTip(name);
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
        return box;
    };
    m_width = side(tr("Width of the frame"));
    m_height = side(tr("Height of the frame"));
    auto* sides = new QHBoxLayout;
    sides->setSpacing(8);
    sides->addSpacing(fieldLabelWidth + 8);
    sides->addWidget(m_width, 1);
    sides->addWidget(new QLabel("×"));
    sides->addWidget(m_height, 1);
    column->addLayout(sides);
    const auto resize = [this](QSize size) {
        m_document->edit(
            tr("Size of the frame"),
            [&](DocumentState& state) {
                const bool fills = state.frame == state.area();
                const bool blank = state.isBlank();
                state.frame.setSize(size);
                if (fills && blank) // an empty canvas is only what is drawn on it
                    state.size = size;
            },
            "size");
    };
    connect(m_sizes, &QComboBox::activated, this, [this, resize] { resize(m_sizes->currentData().toSize()); });
    const auto typed = [this, resize] { resize({m_width->value(), m_height->value()}); };
    connect(m_width, &QSpinBox::valueChanged, this, typed);
    connect(m_height, &QSpinBox::valueChanged, this, typed);
}

void SettingsPanel::showPlan(const PlanReport& plan) { m_curve->setSigmas(plan.sigmas); }

void SettingsPanel::setStrengthMatters(bool matters) { m_strength->setEnabled(matters); }

void SettingsPanel::takeState()
{
    const Draft& draft = m_document->state().draft;
    const GenerateRequest& request = draft.request;
    m_strength->setValue(request.strength);
    m_steps->setValue(request.steps);
    m_guidance->setValue(request.guidance);
    m_sampler->setCurrentIndex(m_sampler->findData(QString::fromStdString(request.sampler)));
    m_schedule->setCurrentIndex(m_schedule->findData(QString::fromStdString(request.schedule)));
    m_seed->show(request.seed, draft.seedLocked);
    m_variation->setValue(request.variation);
    const QSignalBlocker one(m_width), two(m_height), three(m_batch);
    const QSize frame = m_document->state().frame.size();
    m_width->setValue(frame.width());
    m_height->setValue(frame.height());
    const int known = m_sizes->findData(frame);
    m_sizes->setCurrentIndex(known);
    if (known < 0)
        m_sizes->setPlaceholderText(aspectOf(frame));
    m_batch->setValue(draft.batch);
}

} // namespace tarn::studio
