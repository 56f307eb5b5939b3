// Stands for libcuda.so.1, NVIDIA's driver, of a machine that FAKE_CUDA describes: "version init cards
// capability".

#include <cstdio>
#include <cstdlib>

namespace {

struct Machine {
    int version = 0, init = 0, cards = 0, capability = 0;

    Machine()
    {
        if (const char* text = std::getenv("FAKE_CUDA"))
            std::sscanf(text, "%d %d %d %d", &version, &init, &cards, &capability);
    }
};

} // namespace

extern "C" {

int cuDriverGetVersion(int* version)
{
    *version = Machine().version;
    return 0;
}
int cuInit(unsigned) { return Machine().init; }
int cuDeviceGetCount(int* count)
{
    *count = Machine().cards;
    return 0;
}
int cuDeviceGet(int* device, int number)
{
    *device = number;
    return 0;
}
int cuDeviceGetAttribute(int* value, int attribute, int)
{
    const int capability = Machine().capability;
    *value = attribute == 75 ? capability / 10 : capability % 10;
    return 0;
}
int cuDeviceGetName(char* name, int size, int)
{
    std::snprintf(name, std::size_t(size), "Test card");
    return 0;
}
}
