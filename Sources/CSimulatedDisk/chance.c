#include "parts.h"

// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
uint64_t disk_chance_next(struct disk_chance *chance) {
    chance->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = chance->state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ (mixed >> 31);
}

// The bias of the remainder is below 2^-40 for the bounds in use.
uint64_t disk_chance_below(struct disk_chance *chance, uint64_t bound) {
    return disk_chance_next(chance) % bound;
}
