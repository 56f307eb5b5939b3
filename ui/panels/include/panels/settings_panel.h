#pragma once

#include <document/document.h>
#include <protocol/report.h>

#include <QComboBox>
#include <QSpinBox>

class QVBoxLayout;

namespace tarn::studio {

class SeedField;
class SigmaCurve;
class ValueField;

/// How it is drawn. All but the strength folds away.
class SettingsPanel : public QWidget {
    Q_OBJECT

public:
    explicit SettingsPanel(Document* document, QWidget* parent = nullptr);

    /// Says that the strength has no meaning for text to image.
    void setStrengthMatters(bool matters);
    /// Draws the noise levels that it tells of.
    void showPlan(const PlanReport& plan);

private:
    QWidget* fields();
    void addNumbers(QVBoxLayout* column);
    void addNames(QVBoxLayout* column);
    void addSize(QVBoxLayout* column);
    void takeState();
    void change(const QString& text, const std::function<void(Draft&)>& change);

    Document* m_document;
    ValueField* m_strength;
    ValueField* m_steps;
    ValueField* m_guidance;
    QComboBox* m_sampler;
    QComboBox* m_schedule;
    SigmaCurve* m_curve;
    SeedField* m_seed;
    ValueField* m_variation;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QComboBox* m_sizes;
    QSpinBox* m_batch;
};

} // namespace tarn::studio
