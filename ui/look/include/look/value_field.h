#pragma once

#include <QDoubleSpinBox>
#include <QLabel>
#include <QSlider>
#include <QWidget>

namespace tarn::studio {

/// A named number: a slider and a field in one row. It can be dragged, typed, scrolled, and put back to its usual
/// value with a double click on its name.
class ValueField : public QWidget {
    Q_OBJECT

public:
    struct Range {
        double least, most, usual;
        double step; ///< of the slider and the arrow keys
        int decimals;
        double curve = 1; ///< above 1 the slider is finer at small values
    };

    ValueField(const QString& name, const Range& range, const QString& unit = {}, QWidget* parent = nullptr);

    double value() const { return m_field->value(); }
    /// Without a signal.
    void setValue(double value);

Q_SIGNALS:
    void edited(double value); ///< by the user

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    static constexpr int stops = 1000;
    int stopOf(double value) const;
    double valueOf(int stop) const;

    const Range m_range;
    QLabel* m_name;
    QSlider* m_slider;
    QDoubleSpinBox* m_field;
};

} // namespace tarn::studio
