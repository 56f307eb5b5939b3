#pragma once

#include <look/notice_bar.h>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace tarn::studio {

/// The button that draws, what it will do and what that costs; while something runs it stops it.
class DrawPanel : public QWidget {
    Q_OBJECT

public:
    explicit DrawPanel(QWidget* parent = nullptr);

    NoticeBar* notice() const { return m_notice; }
    QPushButton* button() const { return m_button; }
    /// To the right of the button, as high as that.
    void addBeside(QWidget* widget);
    /// "Draw 512×512", and "drawn at 128×128 · ~2 s · 0.4 GB".
    void setPlan(const QString& title, const QString& details);
    /// Why it cannot draw now; empty: it can.
    void setReason(const QString& sentence);
    QString reason() const { return m_reason; }
    void setRunning(int jobs);

Q_SIGNALS:
    void drawWanted();
    void stopWanted(bool all);

private:
    void refresh();

    NoticeBar* m_notice;
    QHBoxLayout* m_row;
    QPushButton* m_button;
    QLabel* m_details;
    QString m_title, m_cost, m_reason;
    int m_running = 0;
};

} // namespace tarn::studio
