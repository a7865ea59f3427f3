// When rooms are closed, and what is still to be decided about it. The server sends plain words.
import { Decisions } from "desk_decisions";
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  components: { Decisions },
  props: { heading: String, rows: Array, words: Object, icons: Object },
  emits: ["change", "remove", "keep", "cancel"],
  template: `
    <section class="closures" aria-labelledby="closures-heading">
      <h2 id="closures-heading" ref="heading" tabindex="-1">{{ heading }}</h2>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <table v-else role="table" aria-labelledby="closures-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in rows" :key="row.slug" role="row" :data-slug="row.slug">
            <th scope="row" role="rowheader">{{ row.days }}</th>
            <td role="cell">{{ row.rooms }}</td>
            <td role="cell" class="what">
              {{ row.text }}<small v-if="row.reason">{{ row.reason }}</small>
              <decisions :rows="row.open" :words="words.asked" :icon="icons.warning" @keep="tell('keep', $event)" @cancel="tell('cancel', $event)" />
            </td>
            <td role="cell" class="acts">
              <button type="button" class="button" :aria-label="row.change_label" @click="tell('change', row.slug)">{{ words.change }}</button>
              <button type="button" class="button quiet" :aria-label="row.remove_label" @click="tell('remove', row.slug)">{{ words.remove }}</button>
            </td>
          </tr>
        </tbody>
      </table>
    </section>`,
  methods: {
    tell(what, key) {
      if (counts()) this.$emit(what, key);
    },
  },
};
