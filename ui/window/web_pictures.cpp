#include "web_pictures.h"

#include <document/background.h>
#include <document/image_convert.h>
#include <fetch/fetch.h>
#include <image/read.h>

#include <QClipboard>
#include <QGuiApplication>
#include <QInputDialog>
#include <QMimeData>

namespace tarn::studio {
namespace {

QString nameOf(const QUrl& address)
{
    const QString name = QFileInfo(address.path()).completeBaseName().left(100);
    return name.isEmpty() ? address.host() : name;
}

/// The first line of what was copied, where that is an address.
QUrl addressIn(const QString& text)
{
    const QString line = text.trimmed().section('\n', 0, 0).trimmed();
    return line.size() < 4096 && isWebAddress(line.toStdString()) ? QUrl(line) : QUrl();
}

} // namespace

WebPictures::WebPictures(FileActions* files, NoticeBar* notice, QWidget* window)
    : QObject(window)
    , m_files(files)
    , m_notice(notice)
    , m_window(window)
{
}

WebPictures::~WebPictures() { m_stop.request_stop(); }

void WebPictures::askAddress()
{
    const QUrl copied = addressIn(QGuiApplication::clipboard()->text());
    bool accepted = false;
    const QString address = QInputDialog::getText(m_window, tr("Open address"), tr("Address of a picture (https)"),
        QLineEdit::Normal, copied.toString(), &accepted);
    if (accepted && !address.trimmed().isEmpty())
        place(QUrl(address.trimmed()));
}

void WebPictures::place(const QUrl& address)
{
    m_notice->show(tr("Fetching \"%1\" …").arg(address.toDisplayString()),
        {tr("Stop"), [this] { std::exchange(m_stop, std::stop_source()).request_stop(); }});
    inBackground<QImage>(
        this,
        [url = address.toString(QUrl::FullyEncoded).toStdString(), stop = m_stop.get_token()] {
            try {
                return toQImage(readImage(fetchPicture(url, stop), url));
            } catch (const Cancelled&) {
                return QImage();
            }
        },
        [this, address](const Outcome<QImage>& outcome) {
            if (!outcome.value)
                return m_notice->show(outcome.error, {tr("Another address"), [this] { askAddress(); }});
            m_notice->hide();
            if (!outcome.value->isNull())
                placePicture(*outcome.value, nameOf(address));
        });
}

void WebPictures::placePicture(const QImage& picture, const QString& name)
{
    m_files->placeState(documentFrom(picture, name));
}

void WebPictures::paste()
{
    const QMimeData* data = QGuiApplication::clipboard()->mimeData();
    if (!data)
        return;
    if (data->hasImage())
        return placePicture(qvariant_cast<QImage>(data->imageData()), tr("Pasted"));
    for (const QUrl& url : data->urls()) {
        if (url.isLocalFile())
            return m_files->placeFile(url.toLocalFile());
        return place(url);
    }
    if (const QUrl address = addressIn(data->text()); address.isValid())
        return place(address);
    m_notice->show(tr("There is no picture on the clipboard; copy one first."));
}

} // namespace tarn::studio
