#pragma once

#include <document/document.h>

#include <QListWidget>

namespace tarn::studio {

/// Every state that the document was in, newest first; branches are set in. A click goes there.
class UndoPanel : public QWidget {
    Q_OBJECT

public:
    explicit UndoPanel(Document* document, QWidget* parent = nullptr);

    QListWidget* list() const { return m_list; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void refresh();

    Document* m_document;
    QListWidget* m_list;
};

} // namespace tarn::studio
