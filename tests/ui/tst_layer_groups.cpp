#include "document_samples.h"

#include <document/composite.h>
#include <document/layer_groups.h>
#include <document/open_raster.h>

#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace tarn::studio;

namespace {

void fill(Layer& layer, const QColor& colour, const QRect& area = {0, 0, 64, 64})
{
    layer.pixels.paint(area, [&](QPainter& painter) { painter.fillRect(area, colour); });
}

QColor seen(const DocumentState& state, int x = 5, int y = 5)
{
    return composited(state, {x, y, 1, 1}).pixelColor(0, 0);
}

QStringList names(const DocumentState& state)
{
    QStringList all;
    for (const Layer& layer : state.layers)
        all << QString(depthOf(state, layer.id), '-') + layer.name;
    return all;
}

/// a, b, c from the bottom.
DocumentState threeLayers()
{
    DocumentState state = blankDocument({64, 64});
    state.layers.front().name = "a";
    fill(state.layers.front(), Qt::red);
    fill(state.addLayer("b"), Qt::green);
    fill(state.addLayer("c"), QColor(0, 0, 255));
    return state;
}

/// What is in a group lies directly below it, and every parent is a group.
bool isWhole(const DocumentState& state)
{
    for (std::size_t i = 0; i < state.layers.size(); ++i) {
        const Layer& layer = state.layers[i];
        if (layer.parent == 0)
            continue;
        const int group = state.placeOf(layer.parent);
        if (group <= int(i) || !state.layers[std::size_t(group)].isGroup || firstOf(state, group) > int(i))
            return false;
    }
    return state.layer(state.active) != nullptr;
}

} // namespace

class LayerGroupsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aGroupIsLaidTogetherBeforeItIsLaidOver()
    {
        DocumentState state = threeLayers();
        groupActive(state, "G"); // of c
        QCOMPARE(names(state), (QStringList{"a", "b", "-c", "G"}));
        moveActive(state, -1); // the group goes below b
        QCOMPARE(names(state), (QStringList{"a", "-c", "G", "b"}));
        state.active = state.layers[3].id;
        moveActive(state, -1); // b goes into it, at its top
        QCOMPARE(names(state), (QStringList{"a", "-c", "-b", "G"}));
        QCOMPARE(seen(state), QColor(Qt::green));
        Layer& group = *state.layer(state.layers[3].id);
        group.opacity = 0.5; // of both as one: c does not shine through b
        const QColor half = seen(state);
        QVERIFY(std::abs(half.red() - 127) < 3 && std::abs(half.green() - 128) < 3 && half.blue() == 0);
        group.opacity = 1;
        state.layers[2].mode = &blendModes()[11]; // Add, within the group only
        QCOMPARE(seen(state), QColor(0, 255, 255));
        group.visible = false;
        QCOMPARE(seen(state), QColor(Qt::red));
        QVERIFY(!isSeen(state, state.layers[1]));
        group.locked = true;
        QVERIFY(isLocked(state, state.layers[1]));
    }

    void movingGoesInAndOutOfGroupsAndBack()
    {
        DocumentState state = threeLayers();
        state.active = state.layers[1].id;
        groupActive(state, "G");
        QCOMPARE(names(state), (QStringList{"a", "-b", "G", "c"}));
        state.active = state.layers[0].id;
        QStringList way;
        for (int i = 0; i < 4; ++i) {
            moveActive(state, 1);
            way << names(state).join(' ');
            QVERIFY(isWhole(state));
        }
        QCOMPARE(way, (QStringList{"-a -b G c", "-b -a G c", "-b G a c", "-b G c a"}));
        for (int i = 0; i < 4; ++i)
            moveActive(state, -1);
        QCOMPARE(names(state), (QStringList{"a", "-b", "G", "c"}));
    }

    void aLayerIsPlacedAnywhere()
    {
        DocumentState state = threeLayers();
        const int a = state.layers[0].id, b = state.layers[1].id, c = state.layers[2].id;
        placeAbove(state, a, c);
        QCOMPARE(names(state), (QStringList{"b", "c", "a"}));
        placeAbove(state, a, 0);
        QCOMPARE(names(state), (QStringList{"a", "b", "c"}));
        state.active = b;
        groupActive(state, "G");
        const int group = state.active;
        placeInto(state, c, group);
        QCOMPARE(names(state), (QStringList{"a", "-b", "-c", "G"}));
        placeAbove(state, c, a); // out of it
        QCOMPARE(names(state), (QStringList{"a", "c", "-b", "G"}));
        placeAbove(state, a, b); // into it, in the middle of nothing else
        QCOMPARE(names(state), (QStringList{"c", "-b", "-a", "G"}));
        placeAbove(state, group, 0); // with all that is in it
        QCOMPARE(names(state), (QStringList{"-b", "-a", "G", "c"}));
        const DocumentState before = state;
        placeAbove(state, group, b);
        placeInto(state, group, group);
        placeAbove(state, c, c);
        placeAbove(state, 999, c);
        placeAbove(state, c, 999);
        placeInto(state, c, a);
        QVERIFY(state == before);
    }

    void anyRowOfEditsKeepsTheListWhole()
    {
        QRandomGenerator random(quint32(5));
        for (int run = 0; run < 60; ++run) {
            DocumentState state = threeLayers();
            for (int i = 0; i < 60; ++i) {
                const auto any = [&] {
                    return state.layers[std::size_t(random.bounded(int(state.layers.size())))].id;
                };
                state.active = any();
                switch (random.bounded(11)) {
                case 0:
                    groupActive(state, "G");
                    break;
                case 1:
                    ungroupActive(state);
                    break;
                case 2:
                    if (state.layers.size() > 8)
                        deleteActive(state);
                    break;
                case 3:
                    if (state.layers.size() < 30)
                        duplicateActive(state, "copy");
                    break;
                case 4:
                    state.addLayer("new");
                    break;
                case 5:
                    if (random.bounded(4) == 0)
                        flattenActive(state);
                    break;
                case 6:
                    placeAbove(state, state.active, random.bounded(5) == 0 ? 0 : any());
                    break;
                case 7:
                case 8:
                    placeInto(state, state.active, any());
                    break;
                default:
                    moveActive(state, random.bounded(2) ? 1 : -1);
                }
                QVERIFY2(isWhole(state), qPrintable(names(state).join(' ')));
            }
        }
    }

    void aFlattenedGroupLooksTheSame()
    {
        DocumentState state = threeLayers();
        state.layers[2].opacity = 0.4;
        state.active = state.layers[2].id;
        groupActive(state, "G");
        state.active = state.layers[1].id;
        moveActive(state, 1);
        state.layer(state.layers.back().id)->opacity = 0.7;
        state.active = state.layers.back().id;
        const QImage before = composited(state, state.area());
        flattenActive(state);
        QCOMPARE(state.layers.size(), std::size_t(2));
        const QColor one = before.pixelColor(9, 9), two = seen(state, 9, 9);
        QVERIFY(std::abs(one.red() - two.red()) <= 2 && std::abs(one.green() - two.green()) <= 2);
    }

    void groupsComeBackFromTheFile()
    {
        QTemporaryDir folder;
        DocumentState state = test::sampleDocument();
        state.active = state.layers[1].id;
        groupActive(state, "Gruppe ä");
        groupActive(state, "outer");
        state.layer(state.active)->opacity = 0.25;
        state.layer(state.active)->mode = &blendModes()[2];
        state.layer(state.active)->visible = false;
        const QString file = folder.filePath("groups.ora");
        saveOpenRaster(state, file);
        const DocumentState read = openOpenRaster(file);
        QCOMPARE(names(read), names(state));
        const auto group = std::ranges::find(read.layers, QString("outer"), &Layer::name);
        QVERIFY(group->isGroup && group->opacity == 0.25 && group->mode == &blendModes()[2] && !group->visible);
        QVERIFY(isWhole(read));
        QVERIFY(composited(read, read.area()) == composited(state, state.area()));
    }
};

QTEST_MAIN(LayerGroupsTest)
#include "tst_layer_groups.moc"
