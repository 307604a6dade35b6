#include "token/build_table.h"

#include <algorithm>
#include <bit>
#include <span>
#include <string_view>

#include "token/prepared_table.h"
#include "token/trie_builder.h"

namespace farthing::token {
namespace {

constexpr double kWordLoad = 0.82;
constexpr double kPairLoad = 0.75;
constexpr size_t kFilterBitsAPair = 8;
constexpr size_t kAlignment = 64;

Status CheckTokens(const TokenList& tokens) {
  const auto fail = [](const char* why) {
    return Fail(Error::Configuration(std::string("the vocabulary cannot be prepared: ") + why));
  };
  if (tokens.size() > kIdMask) return fail("it has too many ids");
  for (size_t id = 0; id < tokens.size(); ++id) {
    if (tokens[id].size() > kMaxTokenBytes) return fail("a token is longer than 255 bytes");
    if ((id < kByteTokens) != (tokens[id].size() == 1) && !tokens[id].empty()) {
      return fail("ids 0 to 255 are not the single bytes");
    }
  }
  std::vector<std::string_view> sorted;
  for (const std::string& token : tokens) {
    if (!token.empty()) sorted.push_back(token);
  }
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return fail("a token appears twice");
  }
  if (sorted.size() < kByteTokens || tokens.size() < kByteTokens ||
      std::any_of(tokens.begin(), tokens.begin() + kByteTokens,
                  [](const std::string& token) { return token.empty(); })) {
    return fail("a byte has no token");
  }
  return {};
}

uint64_t KeyOf(std::string_view bytes) {
  if (bytes.size() > kShortWord) return LongKey(bytes);
  uint64_t first = 0;
  std::memcpy(&first, bytes.data(), bytes.size());
  return ShortKey(first, bytes.size());
}

// The hash of whole tokens, with where each token's bytes lie.
struct Words {
  std::vector<WordBucket> buckets;
  std::vector<uint32_t> places;
  std::string blob;

  explicit Words(const TokenList& tokens) : places(tokens.size()) {
    buckets.resize(static_cast<size_t>(tokens.size() / kWordLoad / kWordsABucket) + 2);
    for (uint32_t id = 0; id < tokens.size(); ++id) {  // the most frequent first, at their home
      if (!tokens[id].empty()) Add(tokens[id], id);
    }
  }

 private:
  void Add(std::string_view bytes, uint32_t id) {
    const uint64_t key = KeyOf(bytes);
    size_t bucket = BucketOf(key, static_cast<uint32_t>(buckets.size()));
    while (buckets[bucket].words[kWordsABucket - 1] != 0) {
      buckets[bucket].overflowed = 1;
      bucket = (bucket + 1) % buckets.size();
    }
    uint32_t slot = 0;
    while (buckets[bucket].words[slot] != 0) ++slot;
    buckets[bucket].keys[slot] = key;
    buckets[bucket].words[slot] = id | static_cast<uint32_t>(bytes.size()) << 24;
    size_t offset = bucket * kWordsABucket + slot;
    if (bytes.size() > kShortWord) {
      offset = blob.size();
      blob += bytes;
    }
    places[id] = Place::Of(static_cast<uint32_t>(offset), bytes.size()).packed;
  }
};

struct Pairs {
  std::vector<uint32_t> slots;
  std::vector<uint64_t> filter;

  explicit Pairs(std::span<const Split> splits)
      : slots(static_cast<size_t>(splits.size() / kPairLoad) + 2),
        filter(std::bit_ceil(splits.size() * kFilterBitsAPair) / 64) {
    for (uint32_t id = kByteTokens; id < splits.size(); ++id) {
      if (splits[id].exists()) Add(PairHash(splits[id].left, splits[id].right), id);
    }
  }

 private:
  void Add(const PairHash& hash, uint32_t id) {
    size_t slot = hash.Slot(static_cast<uint32_t>(slots.size()));
    while (slots[slot] != 0) slot = (slot + 1) % slots.size();
    slots[slot] = id | hash.Fingerprint();
    const uint32_t bit = hash.Bit(static_cast<uint32_t>(filter.size() * 64));
    filter[bit / 64] |= uint64_t{1} << bit % 64;
  }
};

// The tokens that merges make, in the order of their bytes.
std::vector<std::pair<std::string_view, uint32_t>> SortMerged(const TokenList& tokens,
                                                              std::span<const Split> splits) {
  std::vector<std::pair<std::string_view, uint32_t>> merged;
  for (uint32_t id = 0; id < tokens.size(); ++id) {
    if (id < kByteTokens || splits[id].exists()) merged.emplace_back(tokens[id], id);
  }
  std::sort(merged.begin(), merged.end());
  return merged;
}

std::vector<TokenMerge> MergesOf(const TokenList& tokens, std::span<const Split> splits,
                                 std::span<const std::pair<std::string_view, uint32_t>> sorted) {
  std::vector<uint32_t> shorter(tokens.size(), kNoToken);
  std::vector<uint32_t> beginnings;  // of the word before, each one of the next
  for (const auto& [bytes, id] : sorted) {
    while (!beginnings.empty() && !bytes.starts_with(tokens[beginnings.back()])) {
      beginnings.pop_back();
    }
    if (!beginnings.empty()) shorter[id] = beginnings.back();
    beginnings.push_back(id);
  }
  std::vector<TokenMerge> merges;
  for (uint32_t id = 0; id < tokens.size(); ++id) {
    merges.push_back(
        TokenMerge::Of(splits[id].left, splits[id].right, shorter[id], tokens[id].size()));
  }
  return merges;
}

class TableWriter {
 public:
  TableWriter() { bytes_.resize(sizeof(TableHeader)); }

  // Begins a section of the items; returns where it begins.
  template <typename T>
  uint32_t Add(std::span<const T> items) {
    const uint32_t at = Align();
    bytes_.append(reinterpret_cast<const char*>(items.data()), items.size_bytes());
    return at;
  }

  // The same of the lowest `stride` bytes of each item.
  uint32_t AddPacked(std::span<const uint64_t> items, size_t stride) {
    const uint32_t at = Align();
    for (const uint64_t& item : items) {
      bytes_.append(reinterpret_cast<const char*>(&item), stride);
    }
    bytes_.append(sizeof(uint64_t), '\0');  // the last is read as eight bytes too
    return at;
  }

  std::string Finish(TableHeader header) {
    header.size = Align();
    std::memcpy(bytes_.data(), &header, sizeof header);
    return std::move(bytes_);
  }

 private:
  uint32_t Align() {
    bytes_.resize((bytes_.size() + kAlignment - 1) / kAlignment * kAlignment);
    return static_cast<uint32_t>(bytes_.size());
  }

  std::string bytes_;
};

}  // namespace

Result<std::string> BuildTable(const TokenList& tokens) {
  if (Status checked = CheckTokens(tokens); !checked) return Fail(checked.error());
  const std::vector<Split> splits = SplitTokens(tokens);
  const auto merged = SortMerged(tokens, splits);
  const std::vector<TrieCell> trie = BuildTrie(merged);
  if (trie.empty()) return Fail(Error::Configuration("the vocabulary's tokens are too long"));
  const Words words(tokens);
  const Pairs pairs(splits);

  std::vector<uint64_t> packed_trie;
  for (const TrieCell& cell : trie) packed_trie.push_back(cell.packed);

  TableHeader header = {};
  header.magic = kTableMagic;
  header.id_end = static_cast<uint32_t>(tokens.size());
  for (const std::string& token : tokens) {
    header.longest_token = std::max(header.longest_token, static_cast<uint32_t>(token.size()));
  }
  header.word_buckets = static_cast<uint32_t>(words.buckets.size());
  header.pair_slots = static_cast<uint32_t>(pairs.slots.size());
  header.filter_bits = static_cast<uint32_t>(pairs.filter.size() * 64);
  TableWriter writer;
  header.words_at = writer.Add<WordBucket>(words.buckets);
  header.places_at = writer.Add<uint32_t>(words.places);
  header.blob_at = writer.Add<char>(words.blob);
  header.filter_at = writer.Add<uint64_t>(pairs.filter);
  header.pairs_at = writer.Add<uint32_t>(pairs.slots);
  header.merges_at = writer.Add<TokenMerge>(MergesOf(tokens, splits, merged));
  header.trie_at = writer.AddPacked(packed_trie, kCellStride);
  return writer.Finish(header);
}

}  // namespace farthing::token
