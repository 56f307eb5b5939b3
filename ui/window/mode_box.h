#pragma once

#include <document/document.h>
#include <document/mode.h>

#include <QComboBox>

namespace tarn::studio {

/// What a drawing starts from: follows from the frame's content, unless it is overridden here.
class ModeBox : public QComboBox {
    Q_OBJECT

public:
    explicit ModeBox(Document* document, QWidget* parent = nullptr);
    void showMode(Mode mode);

private:
    Document* m_document;
};

} // namespace tarn::studio
