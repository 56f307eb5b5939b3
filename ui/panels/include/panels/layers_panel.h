#pragma once

#include <document/document.h>

#include <QComboBox>
#include <QListView>

class QToolButton;

namespace tarn::studio {

class LayerModel;
class ValueField;

/// The layers, and what can be done with the active one.
class LayersPanel : public QWidget {
    Q_OBJECT

public:
    explicit LayersPanel(Document* document, QWidget* parent = nullptr);

    QListView* list() const { return m_list; }

    // Also for menus. Each is one step of undo.
    void addLayer();
    void duplicateLayer();
    void deleteLayer();
    void raiseLayer(int by); ///< down where negative
    void groupLayer();
    void ungroupLayer();
    void mergeDown(); ///< a group becomes one layer
    void useSketch(); ///< makes it where there is none, shows it and chooses it
    void drawAgain(); ///< lays out what the active layer was drawn by

Q_SIGNALS:
    void changeWanted(); ///< the prompt is to be changed now

private:
    QWidget* properties();
    QWidget* buttons();
    void takeState();

    Document* m_document;
    LayerModel* m_model;
    QListView* m_list;
    QComboBox* m_mode;
    ValueField* m_opacity;
    QToolButton* m_drawAgain;
};

} // namespace tarn::studio
