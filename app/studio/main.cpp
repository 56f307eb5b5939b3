#include <window/start.h>

int main(int count, char** arguments) { return tarn::studio::runStudio(count, arguments); }
