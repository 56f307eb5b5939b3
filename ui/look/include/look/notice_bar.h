#pragma once

#include <QBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QWidget>
#include <functional>

namespace tarn::studio {

/// One sentence and up to two buttons that help, above what it is about. Never in the way, never modal.
class NoticeBar : public QWidget {
    Q_OBJECT

public:
    explicit NoticeBar(QWidget* parent = nullptr);

    struct Offer {
        QString title;
        std::function<void()> act; ///< the bar is hidden first
    };
    void show(const QString& sentence, const Offer& first = {}, const Offer& second = {});
    QString sentence() const { return isHidden() ? QString() : m_text->text(); }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void offer(QPushButton* button, const Offer& offer);

    QBoxLayout* m_flow;
    QLabel* m_text;
    QPushButton* m_first;
    QPushButton* m_second;
    QToolButton* m_close;
    std::function<void()> m_firstAct, m_secondAct;
};

} // namespace tarn::studio
