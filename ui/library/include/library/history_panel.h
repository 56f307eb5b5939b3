#pragma once

#include <library/history_model.h>
#include <protocol/generate_request.h>

#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QToolButton>

class QVBoxLayout;

namespace tarn::studio {

/// Every picture that was drawn: to be found again, starred, and used.
class HistoryPanel : public QWidget {
    Q_OBJECT

public:
    explicit HistoryPanel(HistoryStore* store, QWidget* parent = nullptr);

    HistoryModel* model() const { return m_model; }
    QListView* list() const { return m_list; }

Q_SIGNALS:
    void settingsWanted(const GenerateRequest& request, const DrawingInputs& inputs);
    void placeWanted(const QString& file); ///< as a layer

private:
    void addButtons(QVBoxLayout* column);
    void refresh();
    void useSettings(const QModelIndex& index);

    HistoryStore* m_store;
    HistoryModel* m_model;
    QLineEdit* m_search;
    QToolButton* m_starred;
    QListView* m_list;
    QLabel* m_empty;
};

} // namespace tarn::studio
