// The groups and what was given out to them. The server sends plain words.
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, rows: Array, words: Object },
  emits: ["pin", "key", "card", "take"],
  template: `
    <section class="groups" aria-labelledby="groups-heading">
      <h1 id="groups-heading" ref="heading" tabindex="-1">{{ heading }}</h1>
      <p class="explain">{{ words.explain }}</p>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <table v-else role="table" aria-labelledby="groups-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in rows" :key="row.slug" role="row" :data-slug="row.slug">
            <th scope="row" role="rowheader">{{ row.name }}</th>
            <td role="cell">{{ row.trust }}</td>
            <td role="cell"><span class="tag" :class="row.pin_class">{{ row.pin }}</span></td>
            <td role="cell"><span class="tag" :class="row.card_class">{{ row.card }}</span></td>
            <td role="cell"><span class="tag" :class="row.key_class">{{ row.key }}</span></td>
            <td role="cell" class="acts">
              <a class="button" :href="row.phone_path" :aria-label="row.phone_label">{{ words.phone }}</a>
              <button type="button" class="button" :aria-label="row.pin_label" @click="tell('pin', row)">{{ words.pin }}</button>
              <button type="button" class="button" :aria-label="row.card_label" @click="tell('card', row)">{{ words.card }}</button>
              <button v-if="row.has_card" type="button" class="button quiet" :aria-label="row.take_label" @click="tell('take', row)">{{ words.take }}</button>
              <button type="button" class="button quiet" :aria-label="row.key_label" @click="tell('key', row)">{{ words.key }}</button>
            </td>
          </tr>
        </tbody>
      </table>
    </section>`,
  methods: {
    tell(what, row) {
      if (counts()) this.$emit(what, row.slug);
    },
  },
};
