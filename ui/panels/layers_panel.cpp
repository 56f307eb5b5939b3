#include "layer_list.h"

#include <document/composite.h>
#include <document/drawing.h>
#include <document/layer_groups.h>
#include <look/field_label.h>
#include <look/tool_button.h>
#include <look/value_field.h>
#include <panels/layers_panel.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace tarn::studio {

LayersPanel::LayersPanel(Document* document, QWidget* parent)
    : QWidget(parent)
    , m_document(document)
    , m_model(new LayerModel(document, this))
    , m_list(new QListView)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(8);
    column->addWidget(properties());
    m_list->setModel(m_model);
    m_list->setItemDelegate(new LayerDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setAccessibleName(tr("Layers"));
    m_list->setMinimumHeight(2 * LayerDelegate::height);
    column->addWidget(m_list, 1);
    column->addWidget(buttons());
    connect(
        m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& current) {
            const int id = current.data(LayerModel::idRole).toInt();
            if (current.isValid() && id != m_document->state().active)
                m_document->edit(
                    tr("Choose layer"), [id](DocumentState& state) { state.active = id; }, "active");
        });
    connect(document, &Document::layersChanged, this, &LayersPanel::takeState);
    connect(document, &Document::draftChanged, this, &LayersPanel::takeState);
    connect(m_model, &QAbstractItemModel::modelReset, this, &LayersPanel::takeState);
    takeState();
}

QWidget* LayersPanel::properties()
{
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    m_mode = new QComboBox;
    for (const BlendMode& mode : blendModes())
        m_mode->addItem(QCoreApplication::translate("BlendMode", mode.title));
    m_mode->setToolTip(tr("How the layer mixes with what is below it"));
    m_mode->setAccessibleName(tr("Blend mode"));
    m_opacity = new ValueField(tr("Opacity"), {0, 100, 100, 1, 0}, tr(" %"));
    m_opacity->setToolTip(tr("How much of the layer shows. 0 to 100 %."));
    auto* modeRow = new QHBoxLayout;
    modeRow->setSpacing(8);
    auto* name = new QLabel(tr("Blend"));
    name->setFixedWidth(fieldLabelWidth);
    modeRow->addWidget(name);
    modeRow->addWidget(m_mode, 1);
    column->addLayout(modeRow);
    column->addWidget(m_opacity);
    connect(m_mode, &QComboBox::activated, this, [this](int index) {
        m_document->edit(tr("Blend mode"),
            [index](DocumentState& state) { state.activeLayer()->mode = &blendModes()[std::size_t(index)]; });
    });
    connect(m_opacity, &ValueField::edited, this, [this](double value) {
        m_document->edit(
            tr("Opacity"), [value](DocumentState& state) { state.activeLayer()->opacity = value / 100; },
            "opacity");
    });
    return box;
}

QWidget* LayersPanel::buttons()
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    const auto add = [&](const QString& picture, const QString& tip, auto&& act) {
        QToolButton* button = addToolButton(row, picture, tip);
        connect(button, &QToolButton::clicked, this, act);
        return button;
    };
    add("add", tr("New layer (Ctrl+Shift+N)"), [this] { addLayer(); });
    add("duplicate", tr("Duplicate the layer (Ctrl+J)"), [this] { duplicateLayer(); });
    add("group", tr("Put the layer into a group (Ctrl+G)"), [this] { groupLayer(); });
    add("merge", tr("Merge with the layer below (Ctrl+E)"), [this] { mergeDown(); });
    add("sketch", tr("Sketch layer: what is painted on it becomes a picture (K)"), [this] { useSketch(); });
    m_drawAgain = add("repeat",
        tr("Change and draw again: its prompt, mask and frame come back, and the next result takes its place "
           "(Ctrl+R)"),
        [this] { drawAgain(); });
    m_drawAgain->setCheckable(true);
    row->addStretch();
    add("up", tr("Raise the layer (Ctrl+])"), [this] { raiseLayer(1); });
    add("down", tr("Lower the layer (Ctrl+[)"), [this] { raiseLayer(-1); });
    add("delete", tr("Delete the layer"), [this] { deleteLayer(); });
    return box;
}

void LayersPanel::takeState()
{
    const DocumentState& state = m_document->state();
    const int row = m_model->rowOf(state.active);
    if (row >= 0 && m_list->currentIndex().row() != row)
        m_list->setCurrentIndex(m_model->index(row));
    m_mode->setEnabled(state.placeOf(state.active) >= 0);
    m_drawAgain->setEnabled(state.activeLayer() && state.activeLayer()->drawn);
    m_drawAgain->setChecked(state.draft.replaces != 0 && state.draft.replaces == state.active);
    if (const Layer* layer = state.activeLayer()) {
        m_mode->setCurrentIndex(int(layer->mode - blendModes().data()));
        m_opacity->setValue(layer->opacity * 100);
    }
}

void LayersPanel::addLayer()
{
    m_document->edit(
        tr("New layer"), [](DocumentState& state) { state.addLayer(tr("Layer %1").arg(state.lastId + 1)); });
}

void LayersPanel::useSketch()
{
    m_document->edit(tr("Sketch layer"), [](DocumentState& state) { state.useSketch(); });
}

void LayersPanel::drawAgain()
{
    const int id = m_document->state().active;
    if (id == m_document->state().draft.replaces) // it is to stay after all
        return m_document->edit(tr("Keep layer"), [](DocumentState& state) { state.draft.replaces = 0; });
    m_document->edit(tr("Change and draw again"), [id](DocumentState& state) { layOutAgain(state, id); });
    Q_EMIT changeWanted();
}

void LayersPanel::duplicateLayer()
{
    m_document->edit(tr("Duplicate layer"), [](DocumentState& state) {
        if (const Layer* layer = state.activeLayer())
            duplicateActive(state, tr("%1 copy").arg(layer->name));
    });
}

void LayersPanel::deleteLayer()
{
    m_document->edit(tr("Delete layer"), [](DocumentState& state) {
        for (std::optional<Layer>* guide : {&state.sketch, &state.depth})
            if (*guide && (*guide)->id == state.active) {
                guide->reset();
                state.active = state.layers.back().id;
                return;
            }
        studio::deleteActive(state);
    });
}

void LayersPanel::raiseLayer(int by)
{
    m_document->edit(
        by > 0 ? tr("Raise layer") : tr("Lower layer"), [by](DocumentState& state) { moveActive(state, by); });
}

void LayersPanel::groupLayer()
{
    m_document->edit(
        tr("Group"), [](DocumentState& state) { groupActive(state, tr("Group %1").arg(state.lastId + 1)); });
}

void LayersPanel::ungroupLayer()
{
    m_document->edit(tr("Ungroup"), [](DocumentState& state) { ungroupActive(state); });
}

void LayersPanel::mergeDown()
{
    m_document->edit(tr("Merge layers"), [](DocumentState& state) {
        const int place = state.placeOf(state.active);
        if (place >= 0 && state.layers[std::size_t(place)].isGroup)
            return flattenActive(state);
        if (place < 1)
            return;
        DocumentState pair = state;
        const Layer &below = state.layers[std::size_t(place - 1)], &above = state.layers[std::size_t(place)];
        if (below.isGroup || below.parent != above.parent)
            return;
        pair.layers = {below, above};
        const QRect area = below.pixels.bounds() | above.pixels.bounds();
        pair.layers.front().mode = &blendModes().front();
        pair.layers.front().parent = pair.layers.back().parent = 0;
        Layer merged = below;
        merged.opacity = 1;
        merged.mode = &blendModes().front();
        merged.pixels.clear();
        merged.pixels.replace((area & state.area()).topLeft(), composited(pair, area & state.area()));
        state.layers.erase(state.layers.begin() + place);
        state.layers[std::size_t(place - 1)] = merged;
        state.active = merged.id;
    });
}

} // namespace tarn::studio
