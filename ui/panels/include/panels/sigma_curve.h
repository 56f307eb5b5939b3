#pragma once

#include <QWidget>
#include <vector>

namespace tarn::studio {

/// The noise levels of a run, from the first step to the last, on a logarithmic scale.
class SigmaCurve : public QWidget {
    Q_OBJECT

public:
    explicit SigmaCurve(QWidget* parent = nullptr);

    void setSigmas(const std::vector<double>& sigmas);
    const std::vector<double>& sigmas() const { return m_sigmas; }
    QSize sizeHint() const override { return {200, 56}; }

protected:
    void paintEvent(QPaintEvent*) override;

private:
    std::vector<double> m_sigmas;
};

} // namespace tarn::studio
