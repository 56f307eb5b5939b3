#pragma once

#include <document/document.h>

#include <QListWidget>
#include <QToolButton>

namespace tarn::studio {

/// Names the style that ends the prompt, and offers the others with their pictures.
class StyleButton : public QToolButton {
    Q_OBJECT

public:
    explicit StyleButton(Document* document, QWidget* parent = nullptr);

private:
    void offer();
    void choose(int preset);
    void refresh();

    Document* m_document;
};

} // namespace tarn::studio
