#pragma once

#include <QLineEdit>
#include <QToolButton>
#include <QWidget>
#include <cstdint>

namespace tarn::studio {

/// A seed of 64 bits, a lock that keeps it from drawing to drawing, and a dice.
class SeedField : public QWidget {
    Q_OBJECT

public:
    explicit SeedField(QWidget* parent = nullptr);

    void show(std::uint64_t seed, bool locked); ///< without a signal

Q_SIGNALS:
    void seedEdited(quint64 seed);
    void lockEdited(bool locked);

private:
    QLineEdit* m_text;
    QToolButton* m_lock;
};

} // namespace tarn::studio
