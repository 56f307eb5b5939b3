#pragma once

#include <QStringList>
#include <QToolButton>

namespace tarn::studio {

/// The prompts that were drawn, the latest first; kept in the user's settings.
class PromptHistory : public QToolButton {
    Q_OBJECT

public:
    static constexpr int kept = 100;

    explicit PromptHistory(QWidget* parent = nullptr);

    static QStringList prompts();
    void remember(const QString& prompt);
    /// The one before or after the one that was stepped to last; null at the ends. `now` is what is in the field.
    QString step(int by, const QString& now);

Q_SIGNALS:
    void chosen(const QString& prompt);

private:
    void offer();

    int m_place = -1; ///< -1: what is being typed
    QString m_typed;
};

} // namespace tarn::studio
