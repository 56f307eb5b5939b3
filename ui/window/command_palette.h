#pragma once

#include <QDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>

namespace tarn::studio {

/// Finds a command of the menus by a few letters of its name, and does it.
class CommandPalette : public QDialog {
    Q_OBJECT

public:
    CommandPalette(QMenuBar* menus, QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void collect(const QList<QAction*>& actions, const QString& way);
    void filter();
    void choose();

    QLineEdit* m_search;
    QListWidget* m_list;
    std::vector<std::pair<QString, QAction*>> m_commands; ///< "Layer › New"
};

} // namespace tarn::studio
