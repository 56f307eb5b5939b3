#pragma once

#include <QDialog>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QTreeWidget>

class QMainWindow;

namespace tarn::studio {

/// A command and its keys.
struct Command {
    QString id; ///< its usual keys, or its name where it has none
    QString title;
    QAction* action;
    QList<QKeySequence> usual;
};

/// Every command of the window's menus, tools and canvas, with the keys that the user chose for them. Reads the
/// usual keys, so make it once, before any are changed.
class Shortcuts {
public:
    Shortcuts(QMainWindow* window, QWidget* canvas);

    const std::vector<Command>& commands() const { return m_commands; }
    /// What the settings hold.
    void apply() const;
    /// Null when no other command has these keys.
    const Command* ownerOf(const QKeySequence& keys, const Command& other) const;
    void set(const Command& command, const QKeySequence& keys) const;
    void reset(const Command& command) const;
    bool isChanged(const Command& command) const;

private:
    void collect(const QList<QAction*>& actions, const QString& way);
    void add(QAction* action, const QString& title);

    std::vector<Command> m_commands;
};

/// Finds a command and gives it other keys.
class ShortcutEditor : public QDialog {
    Q_OBJECT

public:
    ShortcutEditor(const Shortcuts* shortcuts, QWidget* window);

private:
    void fill();
    void filter();
    const Command* chosen() const;
    void showKeysOf(const Command* command);
    void set();

    const Shortcuts* m_shortcuts;
    QLineEdit* m_search;
    QTreeWidget* m_list;
    QKeySequenceEdit* m_keys;
    QPushButton *m_set, *m_reset, *m_resetAll;
    QLabel* m_note;
};

} // namespace tarn::studio
