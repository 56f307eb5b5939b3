#pragma once

#include <QToolButton>
#include <QWidget>

namespace tarn::studio {

/// A title that folds what is below it.
class Section : public QWidget {
    Q_OBJECT

public:
    Section(const QString& title, QWidget* content, QWidget* parent = nullptr);

    bool isOpen() const { return m_title->isChecked(); }
    void setOpen(bool open) { m_title->setChecked(open); }

Q_SIGNALS:
    void toggled(bool open);

private:
    QToolButton* m_title;
};

} // namespace tarn::studio
