#include <protocol/starter_family.h>

namespace tarn {

std::string_view starterFor(bool followsDepth, bool fills)
{
    return followsDepth ? starterDepth : fills ? starterInpaint : starterBase;
}

bool isStarter(std::string_view name)
{
    return name == starterBase || name == starterDepth || name == starterInpaint;
}

ModelReference withoutStarter(ModelReference model) { return isStarter(model.name) ? ModelReference() : model; }

} // namespace tarn
