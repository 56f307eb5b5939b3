#include <look/icon.h>

#include <QFile>
#include <QIconEngine>
#include <QSvgRenderer>

namespace tarn::studio {
namespace {

class LineIcon final : public QIconEngine {
public:
    explicit LineIcon(QString name)
        : m_name(std::move(name))
    {
    }

    void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override
    {
        const QPalette palette = QGuiApplication::palette();
        const QColor colour = mode == QIcon::Disabled ? palette.color(QPalette::Disabled, QPalette::ButtonText)
            : state == QIcon::On                      ? palette.color(QPalette::Link)
                                                      : palette.color(QPalette::ButtonText);
        QSvgRenderer renderer(QByteArray(source()).replace("currentColor", colour.name().toLatin1()));
        painter->setRenderHint(QPainter::Antialiasing);
        renderer.render(painter, rect);
    }

    QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override
    {
        return scaledPixmap(size, mode, state, 1);
    }

    QPixmap scaledPixmap(const QSize& size, QIcon::Mode mode, QIcon::State state, qreal) override
    {
        if (size.isEmpty())
            return {};
        QPixmap result(size);
        result.fill(Qt::transparent);
        QPainter painter(&result);
        paint(&painter, result.rect(), mode, state);
        return result;
    }

    QIconEngine* clone() const override { return new LineIcon(m_name); }

private:
    const QByteArray& source()
    {
        if (m_source.isEmpty()) {
            QFile file(":/icons/" + m_name + ".svg");
            const bool there = file.open(QIODevice::ReadOnly);
            Q_ASSERT_X(there, "icon", qPrintable(m_name));
            m_source = there ? file.readAll() : "<svg xmlns='http://www.w3.org/2000/svg'/>";
        }
        return m_source;
    }

    QString m_name;
    QByteArray m_source;
};

} // namespace

QIcon icon(const QString& name) { return QIcon(new LineIcon(name)); }

} // namespace tarn::studio
